using System.Collections.Concurrent;
using System.Net;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hosting;
using Holdfast.Server.S3.Tests.Rigs;

namespace Holdfast.Server.S3.Tests.Hooks;

/// <summary>Hooks of uploads in a bucket.</summary>
public sealed class HookTests : BucketTests
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<HookRequest> _calls = [];
    private readonly HttpClient _client = new() { DefaultRequestHeaders = { { "Tus-Resumable", "1.0.0" } } };

    private Func<HookRequest, HookResponse> _respond = _ => HookResponse.None;

    [TearDown]
    public void CloseClient() => _client.Dispose();

    [Test]
    public async Task A_hook_sees_where_the_bytes_are_in_tusds_words(CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(new HookOptions { Providers = [Provider()], EnabledEvents = HookTypes.OfTusd });

        var upload = await CreateAsync(server, cancellationToken);
        await AskAsync(HttpMethod.Patch, upload, cancellationToken, 0, "hello");
        await AskAsync(HttpMethod.Delete, upload, cancellationToken);

        await CalledAsync(HookType.PostTerminate, cancellationToken);
        var id = upload.AbsolutePath.Split('/')[^1];
        foreach (var call in _calls.Where(call => call.Type != HookType.PreCreate))
        {
            call.Event.Upload.Id.ShouldBe(id);
            call.Event.Upload.Storage.ShouldNotBeNull().ShouldBe(
                new Dictionary<string, string> { ["Type"] = "s3store", ["Bucket"] = Bucket.Name, ["Key"] = id.Split('+')[0] },
                ignoreOrder: true);
        }

        _calls.First().Event.Upload.Storage.ShouldBeNull();
    }

    [Test]
    public async Task Pre_access_costs_one_call_of_s3(CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(
            new HookOptions { Providers = [Provider()], EnabledEvents = new HashSet<HookType> { HookType.PreAccess } });
        var upload = await CreateAsync(server, cancellationToken, "owner bWU=");
        var asked = Bucket.Requests;
        await AskAsync(HttpMethod.Head, upload, cancellationToken);
        var allowed = Bucket.Requests - asked;
        _respond = _ => new HookResponse { RejectAccess = true };

        asked = Bucket.Requests;
        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 0, "hello")).ShouldBe(HttpStatusCode.Forbidden);

        (Bucket.Requests - asked).ShouldBe(1);
        _calls.Last().Event.Upload.MetaData["owner"].ShouldBe("me");
        allowed.ShouldBe(4, "Besides the description, HEAD reads the description, the tail and the parts.");
    }

    [Test]
    public async Task A_failed_pre_finish_is_asked_again_and_the_object_is_there_meanwhile(CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(new HookOptions { Providers = [Provider()], EnabledEvents = HookTypes.OfTusd });
        _respond = call => call.Type == HookType.PreFinish ? throw new HookException("no luck") : HookResponse.None;
        var upload = await CreateAsync(server, cancellationToken);
        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 0, "hello")).ShouldBe(HttpStatusCode.InternalServerError);

        (await _client.GetStringAsync(upload, cancellationToken)).ShouldBe("hello");
        (await AskAsync(HttpMethod.Head, upload, cancellationToken)).ShouldBe(HttpStatusCode.InternalServerError);
        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 5, "")).ShouldBe(HttpStatusCode.InternalServerError);
        _calls.ShouldNotContain(call => call.Type == HookType.PostFinish);
        _respond = _ => HookResponse.None;

        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 5, "")).ShouldBe(HttpStatusCode.NoContent);

        await CalledAsync(HookType.PostFinish, cancellationToken);
        (await AskAsync(HttpMethod.Head, upload, cancellationToken)).ShouldBe(HttpStatusCode.OK);
        _calls.Count(call => call.Type == HookType.PostFinish).ShouldBe(1);
    }

    [Test]
    public async Task Events_wait_in_the_bucket_until_the_hook_takes_them(CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(AtLeastOnce());
        _respond = _ => throw new HookException("away");
        var upload = await LiveAsync(server, cancellationToken);
        (await Bucket.KeysAsync()).Where(IsEvent).ShouldNotBeEmpty();

        // Another server goes on from there.
        await using var second = await StartAsync(AtLeastOnce());
        _calls.Clear();
        _respond = _ => HookResponse.None;

        await CalledAsync(HookType.PostTerminate, cancellationToken);
        await EmptyAsync(cancellationToken);
        var id = upload.AbsolutePath.Split('/')[^1];
        var delivered = _calls.SkipWhile(call => call.Type != HookType.PostCreate).Where(call => call.EventId is not null)
            .DistinctBy(call => call.EventId).ToList();
        delivered.Select(call => (call.Type, call.Event.Upload.Offset)).ShouldBe([
            (HookType.PostCreate, 0), (HookType.PostReceive, 5), (HookType.PostFinish, 5), (HookType.PostTerminate, 5),
        ]);
        delivered.ShouldAllBe(call => call.Event.Upload.Id == id);
    }

    [TestCase("POST")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task A_request_is_refused_when_its_note_can_not_be_written(string request, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(AtLeastOnce());
        var upload = await CreateAsync(server, cancellationToken);
        await CalledAsync(HookType.PostCreate, cancellationToken);
        await EmptyAsync(cancellationToken);
        Bucket.FailEach("PUT", "*0-note");

        var status = request == "POST"
            ? await AskAsync(HttpMethod.Post, server.Url, cancellationToken)
            : await AskAsync(new HttpMethod(request), upload, cancellationToken, 0, "hello");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Bucket.Mend();
        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 0, "hello")).ShouldBe(HttpStatusCode.NoContent);
        await CalledAsync(HookType.PostFinish, cancellationToken);
        _calls.Count(call => call.Type == HookType.PostCreate).ShouldBe(1);
    }

    [TestCase("1-created", "POST", HookType.PostCreate)]
    [TestCase("2-received-*", "PATCH", HookType.PostReceive)]
    [TestCase("3-finished", "PATCH", HookType.PostFinish)]
    [TestCase("4-terminated", "DELETE", HookType.PostTerminate)]
    public async Task An_event_that_can_not_be_written_is_delivered_when_it_can(
        string name, string method, HookType type, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(AtLeastOnce());
        var upload = await CreateAsync(server, cancellationToken);
        await CalledAsync(HookType.PostCreate, cancellationToken);
        await EmptyAsync(cancellationToken);
        _calls.Clear();
        Bucket.FailEach("PUT", $"*{name}");

        var status = method == "POST"
            ? await AskAsync(HttpMethod.Post, server.Url, cancellationToken)
            : await AskAsync(new HttpMethod(method), upload, cancellationToken, 0, "hello");

        ((int)status).ShouldBeInRange(200, 299);
        Bucket.Struck.ShouldBeGreaterThan(0);
        Bucket.Mend();
        await CalledAsync(type, cancellationToken);
        await EmptyAsync(cancellationToken);
        _calls.DistinctBy(call => call.EventId).Select(call => call.Type).ShouldBeUnique();
    }

    private static bool IsEvent(string key) => key.StartsWith(".outbox/", StringComparison.Ordinal);

    private HookOptions AtLeastOnce() => new()
    {
        Providers = [Provider()],
        AtLeastOnce = true,
        LongestRetryPause = TimeSpan.FromMilliseconds(100),
        EnabledEvents = new HashSet<HookType> { HookType.PostCreate, HookType.PostReceive, HookType.PostFinish, HookType.PostTerminate },
    };

    private DelegateHooks Provider() => new((call, _) =>
    {
        _calls.Enqueue(call);
        return new(_respond(call));
    });

    private Task<UploadServer> StartAsync(HookOptions hooks) => UploadServer.StartAsync(new UploadServerOptions
    {
        Host = "127.0.0.1", Port = 0, Uploads = new UploadOptions { Store = Bucket.Open(retries: 0) }.WithHooks(hooks),
    });

    private async Task<Uri> CreateAsync(UploadServer server, CancellationToken cancellationToken, string metadata = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Headers = { { "Upload-Length", "5" } } };
        request.Headers.Add("Upload-Metadata", metadata.Length > 0 ? [metadata] : []);
        using var response = await _client.SendAsync(request, cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return response.Headers.Location.ShouldNotBeNull();
    }

    private async Task<Uri> LiveAsync(UploadServer server, CancellationToken cancellationToken)
    {
        var upload = await CreateAsync(server, cancellationToken);
        (await AskAsync(HttpMethod.Patch, upload, cancellationToken, 0, "hello")).ShouldBe(HttpStatusCode.NoContent);
        (await AskAsync(HttpMethod.Delete, upload, cancellationToken)).ShouldBe(HttpStatusCode.NoContent);
        return upload;
    }

    private async Task<HttpStatusCode> AskAsync(
        HttpMethod method, Uri url, CancellationToken cancellationToken, long? offset = null, string body = "")
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Upload-Length", "5");
        }

        if (method == HttpMethod.Patch)
        {
            request.Headers.Add("Upload-Offset", $"{offset}");
            request.Content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(body));
            request.Content.Headers.Add("Content-Type", "application/offset+octet-stream");
        }

        using var response = await _client.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    private async Task CalledAsync(HookType type, CancellationToken cancellationToken)
    {
        while (!_calls.Any(call => call.Type == type))
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }
    }

    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        while ((await Bucket.KeysAsync()).Any(IsEvent))
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }
    }
}
