using Holdfast.Server.Hooks;
using static Holdfast.Server.Tests.Hooks.Grpc.RawGrpcServer;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>The bytes of calls over gRPC are those of tusd: path, field numbers and types (tusd-parity, 3.7).</summary>
[CancelAfter(30_000)]
public sealed class GrpcWireTests : GrpcHookFixture
{
    private static readonly HookRequest Full = new()
    {
        Type = HookType.PostFinish,
        Event = new HookEvent
        {
            Upload = new HookUpload
            {
                Id = "a/b",
                Size = 1L << 40,
                SizeIsDeferred = true,
                Offset = 300,
                MetaData = new Dictionary<string, string> { ["filename"] = "käse.txt", ["empty"] = "" },
                IsPartial = true,
                IsFinal = true,
                PartialUploads = ["p", "q"],
                Storage = new Dictionary<string, string> { ["Type"] = "filestore" },
            },
            HttpRequest = new HookHttpRequest
            {
                Method = "PATCH",
                Uri = "/files/a/b",
                RemoteAddr = "[::1]:80",
                Header = new Dictionary<string, IReadOnlyList<string>> { ["Host"] = ["a.test"], ["X-Many"] = ["1", "2"], ["X-None"] = [] },
            },
        },
    };

    [Test]
    public async Task A_request_has_tusds_path_and_field_numbers(CancellationToken cancellationToken)
    {
        await using var server = await RawGrpcServer.StartAsync();

        await Connect(server.Target).InvokeAsync(Full, cancellationToken);

        var (path, fields, content) = server.Calls.ShouldHaveSingleItem();
        (path, fields["Content-Type"], fields["TE"]).ShouldBe(("/proto.HookHandler/InvokeHook", "application/grpc", "trailers"));
        content[0].ShouldBe((byte)0, "The message is compressed.");
        var call = ProtoFields.Parse(content.AsSpan(5));
        call.Numbers.ShouldBe([1, 2]);
        call.Text(1).ShouldBe("post-finish");
        var upload = call.Message(2).Message(1);
        upload.Numbers.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        (upload.Text(1), upload.Number(2), upload.Number(3), upload.Number(4)).ShouldBe(("a/b", 1L << 40, 1, 300));
        upload.Map(5).ShouldBe(new Dictionary<string, string> { ["filename"] = "käse.txt", ["empty"] = "" }, ignoreOrder: true);
        (upload.Number(6), upload.Number(7)).ShouldBe((1, 1));
        upload.Texts(8).ShouldBe(["p", "q"]);
        upload.Map(9).ShouldBe(new Dictionary<string, string> { ["Type"] = "filestore" });
        var request = call.Message(2).Message(2);
        (request.Text(1), request.Text(2), request.Text(3)).ShouldBe(("PATCH", "/files/a/b", "[::1]:80"));
        request.Map(4).ShouldBe(new Dictionary<string, string> { ["Host"] = "a.test", ["X-Many"] = "1" }, ignoreOrder: true);
    }

    [Test]
    public async Task An_event_that_may_come_again_has_its_id(CancellationToken cancellationToken)
    {
        await using var server = await RawGrpcServer.StartAsync();

        await Connect(server.Target).InvokeAsync(Full with { EventId = "e-1" }, cancellationToken);

        ProtoFields.Parse(server.Calls.ShouldHaveSingleItem().Content.AsSpan(5)).Text(1000).ShouldBe("e-1");
    }

    [Test]
    public async Task A_response_is_read_by_tusds_field_numbers(CancellationToken cancellationToken)
    {
        await using var server = await RawGrpcServer.StartAsync();
        server.Answers = context => SendAsync(context, new ProtoFields()
            .With(1, new ProtoFields().With(1, 402).With(2, "X-Price", "7").With(3, "pay"))
            .With(2, 1)
            .With(3, 1)
            .With(4, new ProtoFields().With(1, "chosen").With(2, "a", "b").With(3, "Path", "sub/file"))
            .With(5, 1)
            .With(1000, 1)
            .With(77, "of a later version"));

        var response = await Connect(server.Target).InvokeAsync(Full, cancellationToken);

        (response.HttpResponse!.StatusCode, response.HttpResponse.Body).ShouldBe((402, "pay"));
        response.HttpResponse.Header!.ShouldBe(new Dictionary<string, string?> { ["X-Price"] = "7" });
        (response.RejectUpload, response.StopUpload, response.RejectTermination, response.RejectAccess).ShouldBe((true, true, true, true));
        response.ChangeFileInfo!.Id.ShouldBe("chosen");
        response.ChangeFileInfo.MetaData!.ShouldBe(new Dictionary<string, string?> { ["a"] = "b" });
        response.ChangeFileInfo.Storage!.ShouldBe(new Dictionary<string, string?> { ["Path"] = "sub/file" });
    }

    [Test]
    public async Task A_response_without_bytes_changes_nothing(CancellationToken cancellationToken)
    {
        await using var server = await RawGrpcServer.StartAsync();

        (await Connect(server.Target).InvokeAsync(Full, cancellationToken)).ShouldBe(HookResponse.None);
    }

    [TestCase(99)]
    [TestCase(-1)]
    [TestCase(1L << 40)]
    public async Task A_status_that_http_does_not_have_fails_the_hook(long status, CancellationToken cancellationToken)
    {
        await using var server = await RawGrpcServer.StartAsync();
        server.Answers = context => SendAsync(context, new ProtoFields().With(1, new ProtoFields().With(1, status)));
        await using var site = await StartAsync(Hooked(server.Target));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);

        site.Files().ShouldBeEmpty();
    }
}
