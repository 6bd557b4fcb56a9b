using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Server.Hooks.Http;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>tusd's request over HTTP (tusd-parity, 3.2 and 3.5).</summary>
[CancelAfter(30_000)]
public sealed class HttpHookCallTests : HttpHookFixture
{
    [Test]
    public async Task The_call_has_tusds_json_and_a_length(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(
            Request("POST", "/files/?a=1", $"Upload-Length: 5\r\n{Metadata}x-request-ID: 7\r\n"), cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);

        var call = Hooks.Calls.First();
        call.Head.ShouldStartWith("POST /hooks HTTP/1.1\r\n");
        call.Head.ShouldContain("Content-Type: application/json\r\n");
        var peer = (string)call.Json["Event"]!["HTTPRequest"]!["RemoteAddr"]!;
        peer.ShouldStartWith("127.0.0.1:");
        call.Body.ShouldBe("""
            {"Type":"pre-create","Event":{"Upload":{"ID":"","Size":5,"SizeIsDeferred":false,"Offset":0,
            "MetaData":{"filename":"kelp \u003C1\u003E.txt"},"IsPartial":false,"IsFinal":false,"PartialUploads":null,"Storage":null},
            "HTTPRequest":{"Method":"POST","URI":"/files/?a=1","RemoteAddr":"PEER","Header":{"Host":["example.test"],
            "Tus-Resumable":["1.0.0"],"Upload-Length":["5"],"Upload-Metadata":["filename a2VscCA8MT4udHh0"],"X-Request-Id":["7"]}}}}
            """.ReplaceLineEndings("").Replace("PEER", peer, StringComparison.Ordinal));
    }

    [Test]
    public async Task The_call_after_the_creation_has_the_place_of_the_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        var path = await site.CreateAsync(5, cancellationToken);

        var call = await CallAsync("post-create", cancellationToken);

        var upload = call.Json["Event"]!["Upload"]!;
        var id = path.Split('/')[^1];
        ((string)upload["ID"]!, upload["MetaData"]!.AsObject().Count).ShouldBe((id, 0));
        upload["Storage"]!.ToJsonString().ShouldBe(new JsonObject
        {
            ["InfoPath"] = Path.Combine(site.Directory, id + ".info"), ["Path"] = Path.Combine(site.Directory, id), ["Type"] = "filestore",
        }.ToJsonString());
    }

    [Test]
    public async Task Fields_of_the_client_are_forwarded_except_those_of_content_and_connection(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(options, http => http with
        {
            ForwardHeaders = ["authorization", "X-Team", "X-Absent", "Host", "Content-Length"],
            Url = new UriBuilder(http.Url) { UserName = "me", Password = "s%20" }.Uri,
        }));

        await site.CreateAsync(5, cancellationToken, "Authorization: Bearer 1\r\nx-team: red\r\nX-Team: blue\r\n");

        var head = Hooks.Calls.First().Head;
        head.ShouldContain("authorization: Bearer 1\r\n", Case.Insensitive);
        head.ShouldMatch("X-Team: red, blue\r\n|X-Team: red\r\nX-Team: blue\r\n");
        head.ShouldContain($"Host: {Hooks.Url.Authority}\r\n");
        head.ShouldNotContain("X-Absent");
        head.ShouldNotContain("Basic");
    }

    [Test]
    public async Task A_forwarded_field_keeps_its_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(options, http => http with { ForwardHeaders = ["X-Name"] }));
        using var connection = await site.ConnectAsync(cancellationToken);

        // The connection writes a byte for each character.
        var name = Encoding.Latin1.GetString("K\u00e4se \u2713"u8);
        await connection.SendAsync(Request("POST", "/files/", $"Upload-Length: 5\r\nX-Name: {name}\r\n"), cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
        Hooks.Calls.First().Head.ShouldContain("X-Name: K\u00e4se \u2713\r\n");
    }

    [Test]
    public async Task User_and_password_of_the_url_become_basic_authentication(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, http => http with { Url = new UriBuilder(http.Url) { UserName = "me", Password = "a%20b" }.Uri }));

        await site.CreateAsync(5, cancellationToken);

        Hooks.Calls.First().Head.ShouldContain($"Authorization: Basic {Convert.ToBase64String("me:a b"u8)}\r\n");
    }

    [TestCase("ftp://a.test/")]
    [TestCase("hooks")]
    public void A_url_of_another_scheme_is_refused(string url) => Should.Throw<ArgumentException>(
            () => new HttpHooks(new HttpHookOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute) }))
        .Message.ShouldContain($"'{url}' is no URL of http or https.");

    private async Task<HookCall> CallAsync(string type, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Hooks.Calls.FirstOrDefault(call => call.Type == type) is { } call)
            {
                return call;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
