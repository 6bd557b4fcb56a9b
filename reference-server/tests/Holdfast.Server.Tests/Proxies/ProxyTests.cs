using Holdfast.Server.Stores;
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
    [TestCase("https://up.test:8443/", "X-Forwarded-Host: up.test", "X-Forwarded-Proto: https", "X-Forwarded-Port: 8443")]
    [TestCase("https://up.test/", "X-Forwarded-Host: up.test", "X-Forwarded-Proto: https", "X-Forwarded-Port: 443")]
    [TestCase("http://example.test:81/", "X-Forwarded-Port: 81")]
    [TestCase("http://up.test:82/", "X-Forwarded-Host: up.test:82", "X-Forwarded-Port: 81")]
    [TestCase("http://[2001:db8::1]:81/", "X-Forwarded-Host: [2001:db8::1]", "X-Forwarded-Port: 81, 82")]
    [TestCase("http://f.test/", "Forwarded: host=f.test", "X-Forwarded-Port: 81")]
    [TestCase("http://example.test/", "X-Forwarded-Port: 0")]
    [TestCase("http://example.test/", "X-Forwarded-Port: 65536")]
    [TestCase("http://example.test/", "X-Forwarded-Port: -1")]
    [TestCase("http://example.test/api/", "X-Forwarded-Prefix: /api")]
    [TestCase("http://example.test/api/v1/", "X-Forwarded-Prefix: /api/v1/")]
    [TestCase("http://example.test/outer/inner/", "X-Forwarded-Prefix: /outer, /inner")]
    [TestCase("http://example.test/", "X-Forwarded-Prefix: api")]
    [TestCase("http://example.test/", "X-Forwarded-Prefix: //evil.test")]
    [TestCase("http://example.test/", "X-Forwarded-Prefix: /a?b")]
    [TestCase("http://example.test/", "X-Forwarded-Prefix: /a%0d%0a")]
    [TestCase("http://example.test/", "X-Forwarded-Prefix: /")]
    [CancelAfter(20_000)]
    public async Task The_proxy_says_what_the_client_used(
        string start, string first, string second = "", string third = "", CancellationToken cancellationToken = default)
    {
        await using var site = await StartAsync(options => options with { BehindProxy = true });
        var headers = string.Concat(new[] { first, second, third }.Where(line => line.Length > 0).Select(line => line + "\r\n"));

        var answer = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n" + headers), cancellationToken);

        answer.Status.ShouldBe(201, answer.Body);
        answer["Location"].ShouldNotBeNull().ShouldStartWith(start + "files/");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task By_default_forwarded_fields_are_ignored(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(
            Request("POST", "/files/",
                "Upload-Length: 5\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.test;proto=https\r\n"),
            cancellationToken);

        answer["Location"].ShouldNotBeNull().ShouldStartWith("http://example.test/files/");
    }

    [TestCase("https://up.test/", false)]
    [TestCase("https://up.test:8443/api/uploads", false)]
    [TestCase("https://up.test/api/uploads/", true)]
    [TestCase("http://[2001:db8::1]/\u00fc/", true)]
    [CancelAfter(20_000)]
    public async Task A_public_URL_is_the_one_of_every_upload_whatever_the_request_says(
        string url, bool behindProxy, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { PublicUrl = new Uri(url), BehindProxy = behindProxy });
        var start = new Uri(url).AbsoluteUri.TrimEnd('/') + "/";
        const string Forwarded = "X-Forwarded-Host: evil.test\r\nX-Forwarded-Prefix: /evil\r\nForwarded: host=evil.test\r\n";

        var part = await site.AskAsync(
            Request("POST", "/files", $"Upload-Length: 5\r\nUpload-Concat: partial\r\n{Forwarded}Content-Type: "
                + "application/offset+octet-stream\r\nContent-Length: 5\r\n") + "hello",
            cancellationToken);
        var location = part["Location"].ShouldNotBeNull();
        var final =
            await site.ConcatenateAsync($"final;{location} {new Uri(location).AbsolutePath} {location.Split('/')[^1]}", cancellationToken);

        location.ShouldMatch($"^{System.Text.RegularExpressions.Regex.Escape(start)}[0-9a-f]{{32}}$");
        final.Status.ShouldBe(201, final.Body);
        site.Stored(final["Location"].ShouldNotBeNull()).ShouldBe("hellohellohello");
        (await site.ConcatenateAsync($"final;https://up.test/other/{location.Split('/')[^1]}", cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_public_URL_is_where_the_draft_and_the_parts_of_tusd_are_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { PublicUrl = new Uri("https://up.test/api/") });
        var draft = new Draft(8);
        await site.Store.CreateAsync(new UploadInfo { Id = "oftusd", Length = 5, IsFinal = true, PartialUploads = ["a", "b"] }, default);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "oftusd"), "hello", cancellationToken);

        var created = await Draft.AskAsync(site, draft.Creation(isComplete: false, "hello"), cancellationToken);

        created["Location"].ShouldNotBeNull().ShouldStartWith("https://up.test/api/");
        (await site.HeadAsync("/files/oftusd", cancellationToken))["Upload-Concat"].ShouldBe("final;/api/a /api/b");
    }

    [TestCase("/files/")]
    [TestCase("https://user@up.test/files/")]
    [TestCase("https://up.test/files/?x")]
    [TestCase("https://up.test/files/#x")]
    [TestCase("ftp://up.test/files/")]
    [CancelAfter(20_000)]
    public async Task The_server_does_not_start_with_an_invalid_public_URL(string url, CancellationToken cancellationToken)
    {
        var exception = await Should.ThrowAsync<ArgumentException>(() => StartAsync(options => options with
        {
            PublicUrl = new Uri(url, UriKind.RelativeOrAbsolute),
        }));

        exception.Message.ShouldStartWith($"The public URL is '{url}', one like ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_is_known_behind_the_prefix_that_the_proxy_took_away(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { BehindProxy = true });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        const string Prefix = "X-Forwarded-Prefix: /api\r\n";

        foreach (var url in new[] { $"https://up.test/api{part}", $"/api{part}", part, part.Split('/')[^1] })
        {
            (await site.ConcatenateAsync($"final;{url}", cancellationToken, Prefix)).Status.ShouldBe(201, url);
        }
    }
}
