# Each comes before the other.

client "polite" {
  name   = "Polite Society"
  hub_id = 526

  access "pod" {
    people         = [employee.bob]
    permission_set = permission_set.account_manager
    overrides      = [client.polite.access.audit]
  }

  access "audit" {
    people         = [employee.bob]
    permission_set = permission_set.view_only
    overrides      = [client.polite.access.pod]
  }
}
