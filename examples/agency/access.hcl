# Access that concerns many clients at once. What belongs to one client stands in
# its own file.

# The yearly audit looks at every gold client, also at those that become gold next
# week. Amara works in one of them already: for the days of the audit she may only
# look, and afterwards has her reports back.
access "year_end_audit" {
  clients        = { tier = "gold" }
  people         = [contractor.pieter, contractor.amara]
  permission_set = permission_set.view_only
  overrides      = [client.halden_marine.access.attribution]
  starts         = "2026-11-16"
  expires        = var.audit_ends
  reason         = "OPS-304"
}

# One block for each line of local.paid_media: access.paid_media["aurora"] and so on.
access "paid_media" {
  for_each = local.paid_media
  clients  = { pod = each.key, ads = "yes" }
  people   = [each.value]
  reason   = "Media retainer"
}

# Not yet: the first plan of 19 December adds it, the first one of 5 January takes
# it away.
access "holiday_cover" {
  clients        = local.priority
  people         = [employee[var.on_call]]
  permission_set = permission_set.account_manager
  starts         = "2026-12-19"
  expires        = "2027-01-04"
  reason         = "OPS-311"
}

# Umbra Retail went to another agency, which took over our people's users. Their
# file is gone; without this block the plan would remove those people.
removed {
  hub_id = 7719034
}
