# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion for bash: the program itself says what may be typed.

_conntrack() {
	local words candidate about typed=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$typed"
	[[ $typed == *[[:blank:]] ]] && words+=("")
	# Readline replaces only what stands behind the last = or : of the word.
	local word=${words[-1]} kept
	kept=${word%"${word##*[=:]}"}
	[[ $COMP_WORDBREAKS == *[=:]* ]] || kept=
	COMPREPLY=()
	while IFS= read -r candidate; do
		about=${candidate#*$'\t'}
		candidate=${candidate%%$'\t'*}
		if [[ -n $candidate ]]; then
			COMPREPLY+=("${candidate#"$kept"}")
		elif [[ $about == FILE ]]; then
			compopt -o default
		fi
	done < <("$1" complete line -- "${words[@]:1}" 2>/dev/null)
}

complete -F _conntrack conntrack
