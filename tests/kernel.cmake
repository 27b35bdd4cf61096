# SPDX-License-Identifier: GPL-2.0-only
# Tests on real kernels. tests/fixture builds each kernel once, into the cache; all share it.
set(MS_TREE_ENVIRONMENT "MODSPLIT=$<TARGET_FILE:modsplit>"
	"WALK_DUMP=$<TARGET_FILE:walk_dump>;RULES_DUMP=$<TARGET_FILE:rules_dump>;PLACES_CHECK=$<TARGET_FILE:places_check>"
	"GIT_AUTHOR_NAME=modsplit test"
	"GIT_AUTHOR_EMAIL=test@example.org;GIT_COMMITTER_NAME=modsplit test"
	"GIT_COMMITTER_EMAIL=test@example.org;EMAIL=test@example.org"
	"PYTHONDONTWRITEBYTECODE=1")

# fixtures that take a kernel's build more than every run can give: whatever is on one is slow
set(MS_SLOW_FIXTURES 6.1-replay-arm64 6.1-replay-clocks 6.12-arm 6.12-riscv 6.12-x86)

# ms_kernel_test(NAME LABEL label FIXTURES name… COMMAND …): a test on built fixtures
function(ms_kernel_test name)
	cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "FIXTURES;COMMAND" ${ARGN})
	if(NOT ARG_TIMEOUT)
		set(ARG_TIMEOUT 1800)
	endif()
	foreach(fixture IN LISTS ARG_FIXTURES)
		if(fixture IN_LIST MS_SLOW_FIXTURES)
			set(ARG_LABEL slow)
		endif()
	endforeach()
	list(TRANSFORM ARG_FIXTURES PREPEND kernel-)
	add_test(NAME ${name} COMMAND python3 ${ARG_COMMAND})
	set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
		FIXTURES_REQUIRED "${ARG_FIXTURES}" SKIP_RETURN_CODE 77
		ENVIRONMENT "${MS_TREE_ENVIRONMENT}")
	# most of them keep one processor busy, so two run side by side; but guests have time limits,
	# and stand in one lane, which is the longest: it is begun first
	if(name MATCHES "^boot[.]")
		set_tests_properties(${name} PROPERTIES RESOURCE_LOCK guest COST 200)
	else()
		set_tests_properties(${name} PROPERTIES COST 100)
	endif()
endfunction()

