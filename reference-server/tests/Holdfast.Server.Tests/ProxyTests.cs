using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>Location behind a proxy: tusd's rules, and nothing that isn't a URL.</summary>
public sealed class ProxyTests
{
    [TestCase("http://example.test/", "")]
    [TestCase("https://example.test/", "X-Forwarded-Proto: https")]
    [TestCase("http://up.test:8443/", "X-Forwarded-Host: up.test:8443")]
    [TestCase("https://up.test/", "X-Forwarded-Host: up.test:443", "X-Forwarded-Proto: https")]
    [TestCase("http://up.test/", "X-Forwarded-Host: up.test:80")]
    [TestCase("http://up.test:443/", "X-Forwarded-Host: up.test:443")]
    [TestCase("https://f.test/", "X-Forwarded-Host: x.test", "X-Forwarded-Proto: http", "Forwarded: for=1.2.3.4;host=f.test;proto=https")]
    [TestCase("https://f.test:8443/", "Forwarded: Proto=https; Host=\"f.test:8443\"")]
    [TestCase("https://first.test/", "Forwarded: host=first.test;proto=https, host=second.test;proto=http")]
    [TestCase("http://first.test/", "X-Forwarded-Host: first.test, second.test")]
    [TestCase("http://[2001:db8::1]:81/", "X-Forwarded-Host: [2001:db8::1]:81")]
    [TestCase("http://example.test/", "X-Forwarded-Proto: javascript")]
    [TestCase("http://example.test/", "X-Forwarded-Host: a.test/path")]
    [TestCase("http://example.test/", "X-Forwarded-Host: user@a.test")]
    [TestCase("http://example.test/", "Forwarded: host=\"a;b\";proto=ftp")]
    [CancelAfter(20_000)]
    public async Task The_proxy_says_what_the_client_used(string start, string first, string second = "", string third = "", CancellationToken cancellationToken = default)
    {
        await using var site = await StartAsync(options => options with { BehindProxy = true });
        var headers = string.Concat(new[] { first, second, third }.Where(line => line.Length > 0).Select(line => line + "\r\n"));

        var answer = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n" + headers), cancellationToken);

        answer.Status.ShouldBe(201, answer.Body);
        answer["Location"].ShouldNotBeNull().ShouldStartWith(start + "files/");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task By_default_nobody_is_believed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(
            Request("POST", "/files/", "Upload-Length: 5\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.test;proto=https\r\n"),
            cancellationToken);

        answer["Location"].ShouldNotBeNull().ShouldStartWith("http://example.test/files/");
    }
}
