// node provider.mjs PORT CALLBACK PEOPLE: an identity provider on this machine, with the library's own pages for
// signing in (any password) and agreeing. PEOPLE is JSON: login name -> claims.
import { Provider } from "oidc-provider";

const [port, callback, people] = process.argv.slice(2);
const claims = JSON.parse(people);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "cho-so",
      client_secret: "a-secret-of-the-test-0123456789abcdef",
      redirect_uris: [callback],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: {
    openid: ["sub"],
    profile: ["name"],
    email: ["email", "email_verified"],
    phone: ["phone_number", "phone_number_verified"],
  },
  cookies: { keys: ["only for the test"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims[id] }) }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
