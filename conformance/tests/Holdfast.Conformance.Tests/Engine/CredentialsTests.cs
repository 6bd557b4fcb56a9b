using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Engine;

/// <summary>The user's header fields belong to the target's origin.</summary>
public sealed class CredentialsTests
{
    private static readonly Target Given = new()
    {
        Url = new Uri("https://uploads.example/files/"),
        Headers = [new("Authorization", "Bearer 0123456789"), new("X-Tenant", "7")],
        TrustedOrigins = [new Uri("https://store.example:8443")],
    };

    [TestCase("https://uploads.example/files/x", true)]
    [TestCase("https://uploads.example:443/elsewhere", true)]
    [TestCase("https://store.example:8443/x", true)]
    [TestCase("http://uploads.example/files/x", false)]
    [TestCase("https://uploads.example:8443/files/x", false)]
    [TestCase("https://uploads.example.evil.example/files/x", false)]
    [TestCase("https://store.example/x", false)]
    public void Credentials_go_to_the_same_origin_and_to_trusted_ones(string url, bool go)
    {
        var credentials = Given.ToCredentials();
        var to = WireUrl.Of(new Uri(url));
        var request = credentials.On(new WireRequest("HEAD", "/x").With("x-tenant", "1"), to);

        credentials.Trusts(to).ShouldBe(go);
        request.Fields.ShouldBe(go ? [new("Authorization", "Bearer 0123456789"), new("X-Tenant", "7")] : [new("x-tenant", "1")]);
        credentials.Withheld.ShouldBe(go ? [] : [to.Origin]);
    }

    [Test]
    public void Without_fields_every_origin_gets_the_same_request()
    {
        var credentials = new Target { Url = Given.Url }.ToCredentials();
        credentials.Trusts(WireUrl.Of(new Uri("http://evil.example/"))).ShouldBeTrue();
        credentials.On(new WireRequest("HEAD", "/"), WireUrl.Of(new Uri("http://evil.example/"))).Fields.ShouldBeEmpty();
        credentials.Withheld.ShouldBeEmpty();
    }

    [Test]
    public void User_information_of_the_URL_becomes_basic_authorization_of_its_origin_alone()
    {
        var target = new Target { Url = new Uri("http://aladdin:open%20sesame@127.0.0.1/") };
        var credentials = target.ToCredentials();
        credentials.On(new WireRequest("HEAD", "/"), WireUrl.Of(target.Url)).Fields
            .ShouldBe([new("Authorization", $"Basic {Convert.ToBase64String("aladdin:open sesame"u8)}")]);
        credentials.On(new WireRequest("HEAD", "/"), WireUrl.Of(new Uri("http://127.0.0.1:81/"))).Fields.ShouldBeEmpty();

        var given = target with { Headers = [new("authorization", "Bearer x")] };
        given.ToCredentials().On(new WireRequest("HEAD", "/"), WireUrl.Of(target.Url)).Fields.ShouldHaveSingleItem().Value.ShouldBe(
            "Bearer x");
    }

    [Test]
    public void A_server_that_was_started_for_a_case_gets_them()
    {
        var run = Given.ToCredentials();
        var started = run.For(new Uri("http://127.0.0.1:4711/files/"));
        started.Trusts(WireUrl.Of(new Uri("http://127.0.0.1:4711/files/x"))).ShouldBeTrue();
        started.On(new WireRequest("HEAD", "/"), WireUrl.Of(new Uri("http://127.0.0.1:4712/")));
        run.Withheld.ShouldBe(["http://127.0.0.1:4712"]);
    }

    // The getter is private, so that nothing else can add them to a request; this holds that it stays so.
    [Test]
    public void Only_the_credentials_read_the_fields() =>
        typeof(Target).GetProperty(nameof(Target.Headers))!.GetMethod!.IsPrivate.ShouldBeTrue();
}
