using Holdfast.Server.Core;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class DiscoveryTests
{
    [TestCase("/files")]
    [TestCase("/files/")]
    [TestCase("/files/whatever")]
    [CancelAfter(20_000)]
    public async Task Options_tells_versions_and_extensions_on_any_path(string path, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request("OPTIONS", path, version: ""), cancellationToken);

        response.Status.ShouldBe(200);
        response["Tus-Resumable"].ShouldBe("1.0.0");
        response["Tus-Version"].ShouldBe("1.0.0");
        response["Tus-Extension"].ShouldBe(
            "creation,creation-with-upload,termination,concatenation,creation-defer-length,"
            + "concatenation-unfinished,checksum,checksum-trailer");
        response["Tus-Checksum-Algorithm"].ShouldBe("sha1,sha256,sha512,md5,crc32,crc32c");
        response["Tus-Max-Size"].ShouldBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Options_ignores_the_version_and_tells_the_limit(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with
        {
            MaxSize = 10, DisableTermination = true, DisableConcatenation = true, DisableChecksum = true,
        });

        var response = await site.AskAsync(Request("OPTIONS", "/files/", version: "Tus-Resumable: 99.0.0\r\n"), cancellationToken);

        response.Status.ShouldBe(200);
        response["Tus-Max-Size"].ShouldBe("10");
        response["Tus-Extension"].ShouldBe("creation,creation-with-upload,creation-defer-length");
        response["Tus-Checksum-Algorithm"].ShouldBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_whole_server_can_be_asked_as_well(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxSize = 10 });

        var response = await site.AskAsync(Request("OPTIONS", "*", version: ""), cancellationToken);

        (response.Status, response["Upload-Limit"], response["Tus-Max-Size"]).ShouldBe((200, "max-size=10, min-size=0", "10"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_store_that_can_only_append_makes_a_server_that_offers_only_that(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with
        {
            Store = new AppendOnlyStore(options.Store), Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1) },
        });
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken);
        var refused = new[]
        {
            await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\n"), cancellationToken),
            await site.AskAsync(Request("POST", "/files/", $"Upload-Concat: final;{path}\r\n"), cancellationToken),
            await site.AskAsync(Patch(path, 0, "Upload-Checksum: crc32 Ng+Ghg==\r\nContent-Length: 5") + "hello", cancellationToken),
            await site.AskAsync(Request("DELETE", path), cancellationToken),
            await site.AskAsync(Request("GET", path), cancellationToken),
        };

        response["Tus-Extension"].ShouldBe("creation,creation-with-upload");
        refused.Select(refusal => refusal.Status).ShouldBe([501, 400, 400, 501, 405]);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Offset.ShouldBe(5);
    }

    [TestCase("POST", "/files/")]
    [TestCase("HEAD", "/files/x")]
    [TestCase("PATCH", "/files/x")]
    [TestCase("DELETE", "/files/x")]
    [CancelAfter(20_000)]
    public async Task Another_version_is_answered_with_412_and_the_versions_offered(
        string method, string path, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        string[] versions =
            ["", "Tus-Resumable: 99.0.0\r\n", "Tus-Resumable: 1.0.0\r\nTus-Resumable: 2.0.0\r\n", "Tus-Resumable: 1.0.0, 1.0.0\r\n"];

        foreach (var version in versions)
        {
            var response = await site.AskAsync(Request(method, path, "Upload-Length: 5\r\n", version), cancellationToken);

            response.Status.ShouldBe(412, version);
            response["Tus-Version"].ShouldBe("1.0.0");
            response["Tus-Resumable"].ShouldBe("1.0.0");
        }

        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_override_is_the_method_whatever_the_real_one_is(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        const string Append = "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n";

        (await site.AskAsync(
            Request("POST", path, $"X-HTTP-Method-Override: PATCH\r\n{Append}") + "hello", cancellationToken)).Status.ShouldBe(204);
        (await site.AskAsync(Request("GET", path, "X-HTTP-Method-Override: HEAD\r\n"), cancellationToken)).Offset.ShouldBe(5);
        (await site.AskAsync(Request("POST", "/files/", "X-HTTP-Method-Override: OPTIONS\r\n"), cancellationToken))["Tus-Version"].ShouldBe(
            "1.0.0");
        (await site.AskAsync(Request("POST", path, "X-HTTP-Method-Override: patch\r\n"), cancellationToken)).Status.ShouldBe(405);
        (await site.AskAsync(Request("POST", path, "X-HTTP-Method-Override: HEAD\r\nX-HTTP-Method-Override: DELETE\r\n"),
            cancellationToken)).Status.ShouldBe(400);
        (await site.AskAsync(Request("OPTIONS", path, "X-HTTP-Method-Override: DELETE\r\n"), cancellationToken))["Tus-Version"].ShouldBe(
            "1.0.0");
        (await site.AskAsync(Request("GET", path, "X-HTTP-Method-Override: DELETE\r\n"), cancellationToken)).Status.ShouldBe(204);
        site.Files().ShouldBeEmpty();
    }

    [TestCase("PUT", "/files/", "POST, OPTIONS")]
    [TestCase("GET", "/files/", "POST, OPTIONS")]
    [TestCase("POST", "/files/x", "HEAD, PATCH, GET, DELETE, OPTIONS")]
    [CancelAfter(20_000)]
    public async Task A_method_that_the_resource_does_not_know_is_answered_with_405(
        string method, string path, string allow, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var response = await site.AskAsync(Request(method, path), cancellationToken);

        response.Status.ShouldBe(405);
        response["Allow"].ShouldBe(allow);
        response["Tus-Resumable"].ShouldBe("1.0.0");
    }
}
