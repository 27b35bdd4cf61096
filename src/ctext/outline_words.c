/* SPDX-License-Identifier: GPL-2.0-only */
#include "ctext/outline_private.h"

#include <string.h>

/*
 * Words that annotate a declaration. A list, since a name of this shape may as well be a type
 * (__be32) or the thing declared (__start_rodata).
 */
static const char attributes[] =
	" __attribute__ __attribute __ref __refdata __refconst __used __read_mostly "
	"__ro_after_init __lsm_ro_after_init __aligned __packed __weak __visible "
	"__section __maybe_unused __unused __always_unused __must_check __malloc __pure "
	"__attribute_const__ __cold __noreturn __deprecated __printf __scanf "
	"__alloc_size __realloc_size __assume_aligned __acquires __releases __acquire "
	"__release __must_hold __cond_acquires __cond_releases __nocfi __kprobes "
	"__sched __lockfunc __cpuidle __percpu __rcu __user __iomem __force __kernel "
	"__nosavedata __page_aligned_data __page_aligned_bss __randomize_layout "
	"__no_randomize_layout __designated_init __latent_entropy __tracepoint_string "
	"__flatten __always_inline __bpf_kfunc __bpf_hook __ksym __weak_kfunc __private "
	"__copy __alias __error __warning __gnu_inline __hot __returns_nonnull "
	"__nonnull __counted_by __noclone __noipa __noendbr __noscs __naked __hyp_text "
	"__data_racy __signed_wrap __diagnose_as __overloadable __pass_object_size "
	"__optimize __function_aligned __function_wrapper __entry_text __mips16 "
	"__nomips16 __irq_entry __softirq_entry __exception_irq_entry __no_profile "
	"__optimize_last __rcu_read_mostly __noncapture __bootdata __bootdata_preserved "
	"__amode31 __amode31_ref __vdso_data __cacheline_group __guarded_by "
	"__pt_guarded_by __capability __noinstr __flash __noreorder __nonstring __asm__ "
	"__asm asm noinline noinstr notrace noinline_for_stack noinline_for_tracing "
	"noinline_for_kasan nokprobe asmlinkage asmlinkage_pf inline_for_tracing "
	"nokprobe_inline fastcall __extension__ randomized_struct_fields_start "
	"randomize_layout _Alignas __alignas PRINTF DECLSPEC ACPI_INIT_FUNCTION "
	"ACPI_INTERNAL_VAR_XFACE ACPI_PRINTF_LIKE EFIAPI __efiapi __efistub_global "
	"__BUILD_BUG STACK_FRAME_NON_STANDARD_FP __init_or_module __init_memblock ";

static const char qualifiers[] =
	" static extern inline const volatile register auto restrict __inline __inline__ "
	"__volatile__ __const__ __restrict __restrict__ _Noreturn _Thread_local "
	"__thread __const ";

static const char type_keywords[] =
	" void char short int long float double signed unsigned _Bool __signed__ "
	"__signed __int128 _Complex bool struct union enum typeof __typeof__ __typeof "
	"__typeof_unqual__ typeof_unqual __auto_type ";

/* Is the word one of a list of words, each with a blank on either side? */
static gboolean is_listed(const char *list, const char *word, gsize len)
{
	for (const char *at = list; len > 0 && (at = strchr(at, word[0])); at++)
		if (at[-1] == ' ' && strncmp(at, word, len) == 0 && at[len] == ' ')
			return TRUE;
	return FALSE;
}

static gboolean has_prefix(const char *word, gsize len, const char *prefix)
{
	gsize n = strlen(prefix);

	return len >= n && memcmp(word, prefix, n) == 0;
}

gboolean ctext_is_attribute(const char *word, gsize len)
{
	static const char *const prefixes[] = {
		"__init",        "__exit",
		"__meminit",     "__memexit",
		"__cpuinit",     "__devinit",
		"__devexit",     "____cacheline",
		"__cacheline",   "__no_sanitize",
		"__no_kasan",    "__no_kcsan",
		"__no_kmsan",    "__no_stack_protector",
		"__net_init",    "__net_exit",
		"__net_refdata", "__no_caller_saved",
		"__no_fgcse",
	};

	if (is_listed(attributes, word, len))
		return TRUE;
	for (gsize i = 0; word[0] == '_' && i < G_N_ELEMENTS(prefixes); i++)
		if (has_prefix(word, len, prefixes[i]))
			/* __initcall(f), __exitcall(f) and __init_foo are no annotations */
			return memcmp(word + len - MIN(len, 4), "call", 4) != 0 &&
			       !has_prefix(word, len, "__init_") &&
			       !has_prefix(word, len, "__exit_");
	return FALSE;
}

gboolean ctext_is_qualifier(const char *word, gsize len)
{
	return is_listed(qualifiers, word, len) || ctext_is_attribute(word, len);
}

gboolean ctext_is_type_keyword(const char *word, gsize len)
{
	return is_listed(type_keywords, word, len);
}
