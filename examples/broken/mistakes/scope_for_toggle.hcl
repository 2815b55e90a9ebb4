# A toggle is true or false. Only a wildcard may turn toggles on with a scope.

permission_set "scope_for_toggle" {
  permissions = {
    "crm.export" = "team"
  }
}
