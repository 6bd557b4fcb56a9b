using System.Text.Json.Nodes;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Http;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.Hooks.HookServer;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Hooks over HTTP: tusd's request and response, its retries and limits (tusd-parity, 3.2 to 3.5).</summary>
[CancelAfter(30_000)]
public sealed class HttpHookTests
{
    // "kelp <1>.txt" in Base64, with characters that Go escapes in JSON.
    private const string Metadata = "Upload-Metadata: filename a2VscCA8MT4udHh0\r\n";

    private HookServer _hooks = null!;
    private HttpHooks? _provider;

    [SetUp]
    public void Start() => _hooks = new HookServer();

    [TearDown]
    public void End()
    {
        _provider?.Dispose();
        _hooks.Dispose();
    }

    [Test]
    public async Task The_call_has_tusds_json_and_a_length(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(
            Request("POST", "/files/?a=1", $"Upload-Length: 5\r\n{Metadata}x-request-ID: 7\r\n"), cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);

        var call = _hooks.Calls.First();
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

        var head = _hooks.Calls.First().Head;
        head.ShouldContain("authorization: Bearer 1\r\n", Case.Insensitive);
        head.ShouldMatch("X-Team: red, blue\r\n|X-Team: red\r\nX-Team: blue\r\n");
        head.ShouldContain($"Host: {_hooks.Url.Authority}\r\n");
        head.ShouldNotContain("X-Absent");
        head.ShouldNotContain("Basic");
    }

    [Test]
    public async Task User_and_password_of_the_url_become_basic_authentication(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, http => http with { Url = new UriBuilder(http.Url) { UserName = "me", Password = "a%20b" }.Uri }));

        await site.CreateAsync(5, cancellationToken);

        _hooks.Calls.First().Head.ShouldContain($"Authorization: Basic {Convert.ToBase64String("me:a b"u8)}\r\n");
    }

    [Test]
    public async Task A_rejection_is_answered_with_status_fields_and_body_of_the_hook(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""
            { "RejectUpload": true, "New": 1,
              "HTTPResponse": { "StatusCode": 402, "Body": "pay", "Header": { "X-Price": "7" }, "Headers": { "X-Why": "so" } } }
            """);

        var tus = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var draft = await Draft.AskAsync(site, new Draft(9).Creation(isComplete: true, "hello"), cancellationToken);

        foreach (var response in new[] { tus, draft })
        {
            (response.Status, response.Body, response["X-Price"], response["X-Why"]).ShouldBe((402, "pay", "7", "so"));
            response["Location"].ShouldBeNull();
        }

        site.Files().ShouldBeEmpty();
    }

    [Test]
    public async Task A_hook_chooses_id_metadata_and_fields_and_the_servers_location_stays(
        [Values] bool isDraft, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""
            { "ChangeFileInfo": { "ID": "team/2026/a+b=1", "MetaData": { "owner": "me", "empty": null } },
              "HTTPResponse": { "Header": { "Location": "/x", "X-Id": "1" } } }
            """);

        var created = isDraft
            ? await Draft.AskAsync(site, new Draft(9).Creation(isComplete: false, "hello"), cancellationToken)
            : await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\n{Metadata}"), cancellationToken);

        (created.Status, created["X-Id"]).ShouldBe((201, "1"));
        created["Location"].ShouldNotBeNull().ShouldEndWith("/files/team/2026/a+b=1");
        var head = await site.HeadAsync("/files/team/2026/a+b=1", cancellationToken);
        (head.Status, head["Upload-Metadata"]).ShouldBe((200, "empty ,owner bWU="));
        if (!isDraft)
        {
            (await site.PatchAsync("/files/team/2026/a+b=1", 0, "hello", cancellationToken)).Status.ShouldBe(204);
        }

        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "team/2026/a+b=1"), cancellationToken)).ShouldBe("hello");
    }

    [TestCase("""{"ChangeFileInfo":{"MetaData":{}}}""", null)]
    [TestCase("""{"ChangeFileInfo":{"MetaData":null,"Storage":null,"ID":""},"HTTPResponse":null,"RejectUpload":null}""",
        "filename a2VscCA8MT4udHh0")]
    [TestCase("null", "filename a2VscCA8MT4udHh0")]
    [TestCase("""{"changefileinfo":{"metadata":{"a":"b"}}}""", "a Yg==")]
    public async Task Metadata_that_is_empty_is_removed_and_null_keeps_it(string json, string? kept, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer(json);

        var path = await site.CreateAsync(5, cancellationToken, Metadata);

        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe(kept);
    }

    [Test]
    public async Task A_hook_chooses_the_file_of_the_bytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"ChangeFileInfo":{"ID":"a","Storage":{"Path":"sub/dir/kelp.txt"}}}""");

        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "sub/dir/kelp.txt"), cancellationToken)).ShouldBe("hello");
        File.Exists(Path.Combine(site.Directory, "a.info")).ShouldBeTrue();
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        File.Exists(Path.Combine(site.Directory, "sub/dir/kelp.txt")).ShouldBeFalse();
    }

    [TestCase("""{"ChangeFileInfo":{"ID":"../up"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"/top"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"a b"}}""")]
    [TestCase("""{"ChangeFileInfo":{"ID":"a.info"}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"../up"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"/etc/kelp"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"Storage":{"Path":"x.lock"}}}""")]
    [TestCase("""{"ChangeFileInfo":{"MetaData":{"a key":"b"}}}""")]
    [TestCase("""{"HTTPResponse":{"StatusCode":99}}""")]
    [TestCase("""{"HTTPResponse":{"Header":{"X-A":"b\r\nX-C: d"}}}""")]
    [TestCase("""{"HTTPResponse":{"Header":{"X A":"b"}}}""")]
    public async Task A_wish_that_can_not_be_met_fails_the_creation(string json, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer(json);

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response["Location"], response["X-C"]).ShouldBe((500, null, null));
        Directory.GetFiles(site.Directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    public async Task An_id_that_is_taken_is_not_overwritten(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"ChangeFileInfo":{"ID":"one"}}""");
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var second = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 7\r\n"), cancellationToken);

        second.Status.ShouldBe(500);
        site.Stored(path).ShouldBe("hello");
    }

    [Test]
    public async Task Framing_fields_of_a_hook_are_left_out(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Answer("""{"HTTPResponse":{"Header":{"Content-Length":"99","Transfer-Encoding":"chunked","X-A":"b"}}}""");

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response["X-A"], response["Transfer-Encoding"]).ShouldBe((201, "b", null));
    }

    [TestCase(2, 201, 3)]
    [TestCase(3, 500, 3)]
    public async Task Statuses_from_500_on_are_tried_again(int failures, int status, int calls, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        var left = failures;
        _hooks.Answers = call => Task.FromResult(
            call.Type == "pre-create" && Interlocked.Decrement(ref left) >= 0 ? Status(503, "busy") : Ok("{}"));

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        response.Status.ShouldBe(status);
        _hooks.Calls.Count(call => call.Type == "pre-create").ShouldBe(calls);
    }

    [TestCase(400)]
    [TestCase(429)]
    [TestCase(304)]
    public async Task Other_statuses_fail_the_hook_at_once(int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        _hooks.Answers = _ => Task.FromResult(Status(status, status == 304 ? "" : "no"));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);

        _hooks.Calls.Count.ShouldBe(1);
    }

    [TestCase("garbage", "can't be used")]
    [TestCase("[]", "can't be used")]
    [TestCase("", "can't be used")]
    [TestCase("""{"RejectUpload":"true"}""", "can't be used")]
    [TestCase("""{"RejectUpload":[]}""", "can't be used")]
    [TestCase("""{"HTTPResponse":{"StatusCode":"400"}}""", "can't be used")]
    [TestCase("""{"HTTPResponse":{"Header":{"A":["b"]}}}""", "can't be used")]
    [TestCase("5 MB", "has more than '5120' bytes")]
    public async Task A_response_that_can_not_be_used_fails_the_hook_with_a_reason(
        string json, string reason, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(Hooked, server => server with { LoggerFactory = loggers });
        Answer(json == "5 MB" ? $"{{\"A\":\"{new string('x', 5_000_000)}\"}}" : json);

        var failed = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        failed.Status.ShouldBe(500);
        site.Files().ShouldBeEmpty();
        log.Events.ShouldContain("HookInvocationError");
        log.Errors.ShouldContain(error => error.Contains($"The hook at '{_hooks.Url}' failed. ", StringComparison.Ordinal)
            && error.Contains(reason, StringComparison.Ordinal));
        Answer("{}");
        await site.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task A_response_that_breaks_off_fails_the_hook([Values] bool hasHead, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        _hooks.Answers = _ => Task.FromResult(hasHead ? Ok("{   }").Replace("}", "", StringComparison.Ordinal) : "HTTP/1.1 2");

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);
        Answer("{}");
        await site.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task A_hook_that_hangs_fails_after_the_timeout_of_all_attempts(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<string>();
        await using var site = await StartAsync(
            options => Hooked(options, http => http with { Timeout = TimeSpan.FromMilliseconds(200) }));
        _hooks.Answers = _ => never.Task;

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);
        Answer("{}");
        await site.CreateAsync(5, cancellationToken);
        never.SetResult("");
    }

    [Test]
    public async Task A_server_that_is_down_fails_creations_but_no_step_that_does_not_wait(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        var path = await site.CreateAsync(5, cancellationToken);
        _hooks.Dispose();

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
    }

    [TestCase("", false, 201)]
    [TestCase("", true, 500)]
    [TestCase("Content-Type: Application/JSON; charset=utf-8\r\n", true, 201)]
    [TestCase("Content-Type: text/html\r\n", false, 500)]
    [TestCase("Content-Type: ?\r\n", false, 500)]
    public async Task A_response_need_not_say_that_it_is_json(
        string field, bool isStrict, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(options, http => http with { RequireContentType = isStrict }));
        _hooks.Answers = _ => Task.FromResult(Ok("{}", field));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(status);
    }

    [TestCase("ftp://a.test/")]
    [TestCase("hooks")]
    public void A_url_of_another_scheme_is_refused(string url) => Should.Throw<ArgumentException>(
            () => new HttpHooks(new HttpHookOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute) }))
        .Message.ShouldContain($"'{url}' is no URL of http or https.");

    private UploadOptions Hooked(UploadOptions options) => Hooked(options, http => http);

    private UploadOptions Hooked(UploadOptions options, Func<HttpHookOptions, HttpHookOptions> change)
    {
        _provider = new HttpHooks(change(new HttpHookOptions { Url = _hooks.Url, Backoff = TimeSpan.FromMilliseconds(1) }));
        return options.WithHooks(new HookOptions { Providers = [_provider] });
    }

    private void Answer(string json) =>
        _hooks.Answers = call => Task.FromResult(Ok(call.Type == "pre-create" ? json : "{}"));

    private async Task<HookCall> CallAsync(string type, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_hooks.Calls.FirstOrDefault(call => call.Type == type) is { } call)
            {
                return call;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
