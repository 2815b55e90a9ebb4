# Billing and partner admin are given by name, so that a wildcard never does it.

permission_set "wildcard_for_billing" {
  permissions = {
    "account.modify_*" = true
  }
}
