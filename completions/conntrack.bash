# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion for bash: the program itself says what may be typed.

# Takes the text of a line apart as the shell would; the last word may be empty, or have an open quote.
__conntrack_words() {
	local text=$1 word='' c begun='' i
	words=() quote=
	for ((i = 0; i < ${#text}; i++)); do
		c=${text:i:1}
		if [[ -n $quote ]]; then
			if [[ $c == "$quote" ]]; then
				quote=
			elif [[ $c == \\ && $quote == '"' && ${text:i+1:1} == [\"\\\$\`] ]]; then
				i=$((i + 1))
				word+=${text:i:1}
			else
				word+=$c
			fi
		elif [[ $c == [[:blank:]] ]]; then
			[[ -n $begun ]] && words+=("$word")
			word='' begun=''
			continue
		elif [[ $c == [\'\"] ]]; then
			quote=$c
		elif [[ $c == \\ ]]; then
			i=$((i + 1))
			word+=${text:i:1}
		else
			word+=$c
		fi
		begun=1
	done
	words+=("$word")
}

_conntrack() {
	local words quote candidate about
	__conntrack_words "${COMP_LINE:0:COMP_POINT}"
	# Readline replaces only what stands behind the last = or : of a word without quotes.
	local word=${words[-1]} kept=
	[[ -z $quote && $COMP_WORDBREAKS == *[=:]* ]] && kept=${word%"${word##*[=:]}"}
	COMPREPLY=()
	while IFS= read -r candidate; do
		about=${candidate#*$'\t'}
		candidate=${candidate%%$'\t'*}
		if [[ -n $candidate ]]; then
			candidate=${candidate#"$kept"}
			# What the shell would take apart; readline itself closes quotes that are open.
			if [[ -z $quote && $candidate == *[[:blank:]\'\"\\\$\`\&\|\;\<\>\(\)\*\?\[]* ]]; then
				printf -v candidate %q "$candidate"
			fi
			COMPREPLY+=("$candidate")
		elif [[ $about == FILE ]]; then
			compopt -o default
		fi
	done < <("$1" complete line -- "${words[@]:1}" 2>/dev/null)
}

complete -F _conntrack conntrack
