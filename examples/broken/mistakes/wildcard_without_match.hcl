# Nothing in the catalogue begins like this.

permission_set "wildcard_without_match" {
  permissions = {
    "marketing.newsletter.*" = true
  }
}
