using Holdfast.Server.Hooks;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Progress while a body arrives, and stopping it.</summary>
[CancelAfter(30_000)]
public sealed class PostReceiveHookTests : HookFixture
{
    [Test]
    public async Task A_running_upload_is_stopped_and_removed([Values] bool isDraft, CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        await using var site = await StartAsync(options => Hooked(
            options,
            call => call.Type == HookType.PostReceive
                ? new HookResponse
                {
                    StopUpload = true,
                    HttpResponse = new HookHttpResponse { StatusCode = 451, Body = "enough", Header = Field("X-Why", "so") },
                }
                : HookResponse.None,
            HookTypes.OfTusd,
            TimeSpan.FromMilliseconds(20)));
        var path = isDraft
            ? await draft.CreateAsync(site, "", cancellationToken)
            : await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(
            isDraft ? draft.AppendHead(path, 0, isComplete: false, "Content-Length: 100\r\n") : Patch(path, 0, 100), cancellationToken);
        await connection.SendAsync("hello", cancellationToken);
        var response = await Draft.FinalAsync(connection, cancellationToken);

        (response.Status, response.Body, response["X-Why"]).ShouldBe((451, "enough", "so"));
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
        site.Files().ShouldBeEmpty();
        await CallsAsync(HookType.PostTerminate, cancellationToken);
        Calls.ShouldNotContain(call => call.Type == HookType.PreTerminate);
        Calls.First(call => call.Type == HookType.PostReceive).Event.Upload.Offset.ShouldBe(5);
    }

    [Test]
    public async Task A_stop_without_an_answer_is_told_in_tusds_words(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, _ => new HookResponse { StopUpload = true }, HookTypes.OfTusd, TimeSpan.FromMilliseconds(20)));
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 100) + "hello", cancellationToken);
        var response = await connection.ReadAsync(cancellationToken);

        (response.Status, response["Upload-Offset"]).ShouldBe((400, null));
        response.Body.ShouldStartWith("ERR_UPLOAD_STOPPED: ");
    }

    [Test]
    public async Task Progress_is_told_while_a_body_arrives_and_once_at_its_end(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, _ => HookResponse.None, new HashSet<HookType> { HookType.PostReceive }, TimeSpan.FromMilliseconds(10)));
        var path = await site.CreateAsync(6, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 6) + "abc", cancellationToken);
        await CallsAsync(1, cancellationToken);
        await connection.SendAsync("def", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);

        await OffsetAsync(6, cancellationToken);
        Calls.First().Event.Upload.Offset.ShouldBe(3);
    }

    private Task OffsetAsync(long offset, CancellationToken cancellationToken) =>
        UntilAsync(() => Calls.Any(call => call.Event.Upload.Offset == offset), cancellationToken);
}
