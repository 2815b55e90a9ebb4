# Nothing is wrong in this file. A name that a file beside it mentions is not called
# unknown while that file cannot be read, since it may be declared there.

agency {
  name          = "Northwind Growth"
  hub_id        = 1000001
  email_domains = ["northwind.example"]
}

team "growth" {
  members = [employee.olga]
}
