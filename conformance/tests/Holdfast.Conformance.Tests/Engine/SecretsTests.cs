using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class SecretsTests
{
    [TestCase("Authorization", true)]
    [TestCase("cookie", true)]
    [TestCase("X-Api-Key", true)]
    [TestCase("x-amz-security-token", true)]
    [TestCase("Upload-Length", false)]
    [TestCase("Host", false)]
    public void Fields_that_carry_credentials_are_known_by_their_names(string name, bool secret) => Secrets.IsSecret(name).ShouldBe(secret);

    [Test]
    public void A_credential_is_hidden_with_its_scheme_and_by_itself() =>
        Secrets.Of([new("Authorization", "Bearer abcdefgh"), new("X-Tenant", "blue"), new("Cookie", "")])
            .ShouldBe(["Bearer abcdefgh", "abcdefgh"]);

    [TestCase(10, "0123456789")]
    [TestCase(11, "0123456789[redacted]")]
    [TestCase(18, "0123456789[redacted]")]
    [TestCase(19, "0123456789[redacted]y")]
    public void A_credential_that_a_cut_goes_through_is_hidden_whole(int most, string shown) =>
        Redaction.HideIn("0123456789abcdefghyz", most, ["abcdefgh", "cdef"]).ShouldBe(shown);

    [Test]
    public void A_credential_too_short_to_be_one_is_hidden_as_a_whole_only() =>
        Secrets.Of([new("Authorization", "Basic a")]).ShouldBe(["Basic a"]);
}
