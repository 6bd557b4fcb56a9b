using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>TUS-082: Location is absolute or relative, and belongs to the server byte for byte.</summary>
public sealed class WireUrlTests
{
    private static readonly WireUrl Base = WireUrl.Of(new Uri("http://up.example:1080/api/files/?tenant=a"));

    [TestCase("http://other.example/u/1", "http://other.example/u/1")]
    [TestCase("HTTPS://Other.example:8443/u/1?x#top", "https://other.example:8443/u/1?x")]
    [TestCase("http://other.example", "http://other.example/")]
    [TestCase("http://other.example?id=1", "http://other.example/?id=1")]
    [TestCase("//cdn.example/u/1", "http://cdn.example/u/1")]
    [TestCase("/u/1", "http://up.example:1080/u/1")]
    [TestCase("1", "http://up.example:1080/api/files/1")]
    [TestCase("./1", "http://up.example:1080/api/files/1")]
    [TestCase("../u/1", "http://up.example:1080/api/u/1")]
    [TestCase("../../../1", "http://up.example:1080/1")]
    [TestCase("1/..", "http://up.example:1080/api/files/")]
    [TestCase("?id=1", "http://up.example:1080/api/files/?id=1")]
    [TestCase("1?next=../x", "http://up.example:1080/api/files/1?next=../x")]
    [TestCase("1#part", "http://up.example:1080/api/files/1")]
    [TestCase("/u/a:b", "http://up.example:1080/u/a:b")]
    public void Location_resolves_against_the_creation_URL(string location, string url) =>
        Base.Resolve(location).ShouldNotBeNull().ToString().ShouldBe(url);

    [TestCase("/u/%2F%2e%2E%41%7e%c3%A9")]
    [TestCase("/u/a//b;v=1/")]
    [TestCase("/u/\u00e9'()*!~")]
    [TestCase("/u/1?sig=a%2Bb+c%3D%3d&x=%zz")]
    public void Bytes_of_path_and_query_are_kept_verbatim_in_every_form(string target)
    {
        Base.Resolve(target).ShouldNotBeNull().Target.ShouldBe(target);
        Base.Resolve("http://h.example" + target).ShouldNotBeNull().Target.ShouldBe(target);
        Base.Resolve(".." + target).ShouldNotBeNull().Target.ShouldBe("/api" + target);
    }

    [TestCase("ftp://h/u")]
    [TestCase("file:///etc/passwd")]
    [TestCase("javascript:alert(1)")]
    [TestCase("http:u/1")]
    [TestCase("http://")]
    [TestCase("http://h:99999/u")]
    [TestCase("//")]
    [TestCase("/u/a b")]
    public void A_URL_that_is_not_http_is_refused(string location) => Base.Resolve(location).ShouldBeNull();

    [TestCase("http://h.example/", "h.example", 80)]
    [TestCase("https://h.example/", "h.example", 443)]
    [TestCase("https://h.example:80/", "h.example:80", 80)]
    [TestCase("http://h.example:443/", "h.example:443", 443)]
    [TestCase("http://[::1]/", "[::1]", 80)]
    [TestCase("http://[::1]:1080/", "[::1]:1080", 1080)]
    public void The_Host_field_leaves_out_the_default_port_and_keeps_the_brackets(string url, string authority, int port)
    {
        var parsed = WireUrl.Of(new Uri(url));
        (parsed.Authority, parsed.Port).ShouldBe((authority, port));
        Base.Resolve(url).ShouldBe(parsed);
    }

    [Test]
    public void A_proxy_is_dialled_in_place_of_the_host_and_TLS_still_asks_for_the_host()
    {
        WireUrl.Of(new Uri("https://h.example/")).Dial("127.0.0.1", 9000, true)
            .ShouldBe(new WireEndpoint("127.0.0.1", 9000, "h.example", true));
        WireUrl.Of(new Uri("http://[::1]/")).Dial("127.0.0.1", 9000, false).ShouldBe(new WireEndpoint("127.0.0.1", 9000));
    }
}
