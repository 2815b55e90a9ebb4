client "tidewater" {
  name         = "Tidewater Clinics"
  hub_id       = 41800596
  domain       = "tidewater.example"
  super_admins = ["lena@tidewater.example"]

  access_link {
    admin       = employee.nora
    approved_by = "lena@tidewater.example"
    approved_on = "2026-03-02"
  }

  access "content" {
    people         = [employee.ines, employee.paul]
    permission_set = permission_set.copywriter
  }
}
