# Either the contents are not known, or they are.

permission_set "unknown_set_with_permissions" {
  unknown = true
  permissions = {
    "crm.contacts.view" = "all"
  }
}
