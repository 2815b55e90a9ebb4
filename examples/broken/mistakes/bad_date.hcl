# Dates are year-month-day.

client "late" {
  name   = "Late Bloomers"
  hub_id = 516

  access {
    people         = [employee.eve]
    permission_set = permission_set.view_only
    expires        = "31.12.2026"
  }
}
