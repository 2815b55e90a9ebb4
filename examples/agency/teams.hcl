team "aurora" {
  members = [
    employee.sofia,
    employee.anders,
    employee.priya,
    employee.joon,
    employee.emeka,
    employee.freya,
  ]
}

team "borealis" {
  members = [
    employee.callum,
    employee.femke,
    employee.aoife,
    employee.wen,
    employee.rhys,
  ]
}

team "fjord" {
  members = [
    employee.katharina,
    employee.bartosz,
    employee.ilse,
    employee.petra,
    employee.dragan,
  ]
}

team "harbor" {
  members = [
    employee.valentina,
    employee.diego,
    employee.rafael,
    employee.ines,
    employee.camila,
    employee.nuria,
  ]
}

team "summit" {
  members = [
    employee.david,
    employee.mei,
    employee.jamal,
    employee.alani,
    employee.rohan,
  ]
}

team "studio" {
  members = [
    employee.kenji,
    employee.lucia,
    employee.oskar,
    employee.thandi,
    employee.yara,
    employee.mateus,
  ]
}

# A team may contain teams: everybody who works in client accounts.
team "delivery" {
  members = [
    team.aurora,
    team.borealis,
    team.fjord,
    team.harbor,
    team.summit,
    team.studio,
    employee.lena,
  ]
}
