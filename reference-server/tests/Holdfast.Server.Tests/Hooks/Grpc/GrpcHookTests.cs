using Grpc.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;
using static Holdfast.Server.Tests.UploadSite;
using Wire = Holdfast.Server.Hooks.Grpc.Wire;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>Hooks over gRPC: what their responses do, retries, metadata (tusd-parity, 3.7).</summary>
[CancelAfter(30_000)]
public sealed class GrpcHookTests : GrpcHookFixture
{
    private const string Metadata = "Upload-Metadata: filename a2VscC50eHQ=\r\n";

    private static readonly HashSet<HookType> All = [.. Enum.GetValues<HookType>()];

    private static readonly HookRequest PreCreate = new()
    {
        Type = HookType.PreCreate,
        Event = new HookEvent
        {
            Upload = new HookUpload { Id = "" },
            HttpRequest = new HookHttpRequest
            {
                Method = "POST", Uri = "/files/", RemoteAddr = "", Header = new Dictionary<string, IReadOnlyList<string>>(),
            },
        },
    };

    [Test]
    public async Task Every_event_of_an_upload_is_called(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target, HookTypes.OfTusd));

        var path = await site.CreateAsync(5, cancellationToken, Metadata);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.AskAsync(Request("DELETE", path), cancellationToken);

        while (hooks.Calls.Count < 7)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        hooks.Calls.Select(call => call.Type).ShouldBe(HookTypes.OfTusd.Select(HookTypes.NameOf), ignoreOrder: true);
        var finished = hooks.Calls.Single(call => call.Type == "post-finish").Event.Upload;
        (finished.Id, finished.Size, finished.Offset).ShouldBe((path.Split('/')[^1], 5, 5));
        finished.MetaData.ShouldContainKeyAndValue("filename", "kelp.txt");
        finished.Storage.ShouldContainKeyAndValue("Path", Path.Combine(site.Directory, finished.Id));
    }

    [Test]
    public async Task A_rejection_is_answered_with_status_fields_and_body_of_the_hook(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target));
        Answer(hooks, new Wire.HookResponse
        {
            RejectUpload = true,
            HttpResponse = new Wire.HTTPResponse { StatusCode = 402, Body = "pay", Header = { ["X-Price"] = "7" } },
        });

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, response.Body, response["X-Price"], response["Location"]).ShouldBe((402, "pay", "7", null));
        site.Files().ShouldBeEmpty();
    }

    [Test]
    public async Task A_hook_chooses_id_metadata_and_file(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target));
        Answer(hooks, new Wire.HookResponse
        {
            ChangeFileInfo = new Wire.FileInfoChanges
            {
                Id = "team/a", MetaData = { ["owner"] = "me" }, Storage = { ["Path"] = "sub/kelp" },
            },
        });

        var path = await site.CreateAsync(5, cancellationToken, Metadata);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        path.ShouldBe("/files/team/a");
        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe("owner bWU=");
        (await File.ReadAllTextAsync(Path.Combine(site.Directory, "sub/kelp"), cancellationToken)).ShouldBe("hello");
    }

    [Test]
    public async Task An_empty_change_keeps_what_the_client_sent(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target));
        Answer(hooks, new Wire.HookResponse { ChangeFileInfo = new Wire.FileInfoChanges(), HttpResponse = new Wire.HTTPResponse() });

        var path = await site.CreateAsync(5, cancellationToken, Metadata);

        (await site.HeadAsync(path, cancellationToken))["Upload-Metadata"].ShouldBe("filename a2VscC50eHQ=");
    }

    [Test]
    public async Task A_running_upload_is_stopped(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target));
        hooks.Answers = (call, _) => Task.FromResult(new Wire.HookResponse { StopUpload = call.Type == "post-receive" });
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 100) + "hello", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_STOPPED");
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    public async Task What_tusds_messages_lack_can_be_rejected_too(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target, All));
        var path = await site.CreateAsync(5, cancellationToken);

        Answer(hooks, new Wire.HookResponse { RejectTermination = true });
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_TERMINATION_REJECTED");
        Answer(hooks, new Wire.HookResponse { RejectAccess = true });
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(403);
    }

    [Test]
    public async Task Fields_of_the_client_become_metadata_with_their_first_values(CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target, change: options => options with
        {
            ForwardHeaders = ["Authorization", "x-team", "X-Absent", "X-Other", "Host", "Content-Type", "Grpc-Timeout", "X-Data-Bin"],
        }));

        await site.CreateAsync(5, cancellationToken,
            "authorization: Bearer 1\r\nx-team: red\r\nX-Team: blue\r\nX-Other: k\u00e4se\r\nGrpc-Timeout: 1n\r\nX-Data-Bin: ?\r\n");

        var metadata = hooks.Metadata.First();
        (metadata.GetValue("authorization"), metadata.GetValue("x-team")).ShouldBe(("Bearer 1", "red"));
        metadata.ShouldNotContain(entry => entry.Key == "x-absent" || entry.Key == "x-other" || entry.Key == "x-data-bin");
    }

    [TestCase(StatusCode.Unavailable, 2, 201, 3)]
    [TestCase(StatusCode.ResourceExhausted, 2, 201, 3)]
    [TestCase(StatusCode.Unavailable, 3, 500, 3)]
    [TestCase(StatusCode.Internal, 1, 500, 1)]
    [TestCase(StatusCode.InvalidArgument, 1, 500, 1)]
    [TestCase(StatusCode.DeadlineExceeded, 1, 500, 1)]
    [TestCase(StatusCode.Cancelled, 1, 500, 1)]
    [TestCase(StatusCode.Unimplemented, 1, 500, 1)]
    public async Task Only_tusds_two_statuses_are_tried_again(
        StatusCode code, int failures, int status, int calls, CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        await using var site = await StartAsync(Hooked(hooks.Target, new HashSet<HookType> { HookType.PreCreate }));
        var left = failures;
        hooks.Answers = (_, _) => Interlocked.Decrement(ref left) >= 0
            ? throw new RpcException(new Status(code, "busy"))
            : Task.FromResult(new Wire.HookResponse());

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (response.Status, hooks.Calls.Count).ShouldBe((status, calls));
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task One_attempt_is_made_in_any_case(int attempts, CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync();
        hooks.Answers = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "busy\r\nline"));
        var provider = Connect(hooks.Target, options => options with { Attempts = attempts });

        var failure = await Should.ThrowAsync<HookException>(async () => await provider.InvokeAsync(PreCreate, cancellationToken));

        failure.Message.ShouldBe(
            $"The hook at '{hooks.Target}' failed. Its status is 'Unavailable': 'busy  line'. It was tried 1 time.");
        hooks.Calls.Count.ShouldBe(1);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_server_on_a_unix_socket_is_called([Values("unix:", "unix://")] string scheme, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var hooks = await GrpcHookServer.StartAsync(directory.At("hooks.sock"));

        await Connect(scheme + directory.At("hooks.sock")).InvokeAsync(PreCreate, cancellationToken);

        hooks.Calls.Count.ShouldBe(1);
    }

    [TestCase("")]
    [TestCase("localhost")]
    [TestCase("http://localhost:8000")]
    [TestCase("localhost:8000/hooks")]
    [TestCase("localhost:99999")]
    [TestCase("me@localhost:8000")]
    [TestCase("unix:")]
    public void A_target_of_another_form_is_refused(string target) =>
        Should.Throw<ArgumentException>(() => new GrpcHooks(new GrpcHookOptions { Target = target }))
            .Message.ShouldContain($"'{target}' is no address of a gRPC server. Expected 'HOST:PORT' or 'unix:PATH'");

    [TestCase("localhost:8000")]
    [TestCase("localhost:80")]
    [TestCase("dns:///localhost:8000")]
    [TestCase("[::1]:8000")]
    public void A_target_is_written_as_gRPC_writes_it(string target) => new GrpcHooks(new GrpcHookOptions { Target = target }).Dispose();

    private static void Answer(GrpcHookServer hooks, Wire.HookResponse response) => hooks.Answers = (_, _) => Task.FromResult(response);
}
