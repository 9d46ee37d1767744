const { apiUrl } = await (await fetch('/config.json')).json()
document.body.append(await (await fetch(`${apiUrl}/hello`)).text())
