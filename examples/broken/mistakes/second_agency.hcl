# One configuration, one agency.

agency {
  name          = "Southwind Growth"
  hub_id        = 1000002
  email_domains = ["southwind.example"]
}
