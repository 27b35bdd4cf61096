/* SPDX-License-Identifier: GPL-2.0-only */
static bool legacy_bus_ready;
module_param(legacy_bus_ready, bool, 0444);
MODULE_PARM_DESC(
	legacy_bus_ready,
	"Whether the buses were set up for \"mmu-masters\", which is done once all drivers have had their turn.");

static int __init arm_smmu_legacy_bus_init(void)
{
	legacy_bus_ready = true;
	pr_info("buses set up for the %s binding\n", using_legacy_binding ? "legacy" : "generic");
	return 0;
}
device_initcall_sync(arm_smmu_legacy_bus_init);
