# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for fish: the program itself says what may be typed.

function __conntrack_complete
	set -l words (commandline -opc)
	set -l typed (commandline -ct)
	set -l current "$typed"
	# as the command will get it; quotes may be open
	for end in '' '"' "'"
		if set -l plain (string unescape -- "$typed$end")
			set current "$plain"
			break
		end
	end
	for line in ($words[1] complete line -- $words[2..-1] "$current" 2>/dev/null)
		set -l parts (string split -m 1 \t -- $line)
		if test -n "$parts[1]"
			echo $line
		else if test "$parts[2]" = FILE
			__fish_complete_path "$current"
		end
	end
end

complete -c conntrack -f -a '(__conntrack_complete)'
