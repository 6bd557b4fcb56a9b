using System.Text.Json;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests.Resumable;

public sealed class ExactlyOnceTests
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool Refuses(int version) => version is 6 or 7 or 8;

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_is_cut_goes_on_where_it_was(
        [ValueSource(typeof(Draft), nameof(Draft.All))] int version, [Values] bool reset, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var app = await SampleApp.StartAsync();
        var path = await AnnounceAsync(app, draft, "hello", 11, reset, cancellationToken);

        var head = await app.AskAsync(draft.Request("HEAD", path), cancellationToken);
        var answer =
            await app.AskAsync(draft.Append(path, head.Offset, isComplete: true, "hello world"[(int)head.Offset..]), cancellationToken);

        (head.Status, draft.IsComplete(head), head["Cache-Control"]).ShouldBe((204, false, "no-store"));
        head.Offset.ShouldBeInRange(0, 5);
        (answer.Status, answer.Body).ShouldBe((202, "may has 11 bytes"));
        app.Calls.ShouldHaveSingleItem().Content.ShouldBe("hello world");
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task A_lost_answer_is_given_again(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var app = await SampleApp.StartAsync();
        HoldAnswers(app);
        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        await LoseAnswerAsync(app, draft.Append(path, 5, isComplete: true, " world"), cancellationToken);

        var head = await app.AskAsync(draft.Request("HEAD", path), cancellationToken);
        var again = await app.AskAsync(draft.Append(path, 11, isComplete: true, ""), cancellationToken);
        await app.RestartAsync();
        var afterRestart = await app.AskAsync(draft.Append(path, 11, isComplete: true, ""), cancellationToken);

        (head.Offset, draft.IsComplete(head)).ShouldBe((11, true));
        foreach (var answer in new[] { again, afterRestart })
        {
            if (Refuses(version))
            {
                answer.Status.ShouldBe(400, "these versions forbid to answer again");
                continue;
            }

            (answer.Status, draft.IsComplete(answer), answer.Body).ShouldBe((202, true, "may has 11 bytes"));
            answer.Headers["Set-Cookie"].ShouldBe(["a=1", "b=2"]);
            (answer["X-Late"], answer["Content-Type"]).ShouldBe(("yes", "text/plain"));
        }

        app.Calls.Count.ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Completing_requests_that_race_run_it_once(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        HoldAnswers(app);
        var path = await app.CreateAsync(draft, "hello", cancellationToken);

        var races =
            Enumerable.Range(0, 6).Select(_ => app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken)).ToList();
        await _running.Task.WaitAsync(cancellationToken);
        var head = await app.AskAsync(draft.Request("HEAD", path), cancellationToken);
        _go.SetResult();
        var answers = await Task.WhenAll(races);

        draft.IsComplete(head).ShouldBe(true, "and nobody waits for the endpoint to hear it");
        answers.ShouldAllBe(answer => answer.Status == 202 && answer.Body == "may has 5 bytes");
        app.Calls.Count.ShouldBe(1);
    }

    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task Different_bytes_that_race_run_it_once(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, "", cancellationToken);

        var answers = await Task.WhenAll("abcdef".Select(
            letter => app.AskAsync(draft.Append(path, 0, isComplete: true, new string(letter, 5)), cancellationToken)));

        answers.Count(answer => answer.Status == 202).ShouldBe(1);
        app.Calls.ShouldHaveSingleItem().Content.Distinct().Count().ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_goes_on_after_a_restart(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, "hello", cancellationToken, "Content-Type: text/csv\r\n");
        await app.RestartAsync();

        var answer = await app.AskAsync(draft.Append(path, 5, isComplete: true, " world"), cancellationToken);

        (answer.Status, answer.Body).ShouldBe((202, "may has 11 bytes"));
        app.Calls.ShouldHaveSingleItem().Headers["Content-Type"].ShouldBe("text/csv");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task After_a_crash_it_does_not_run_again(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        await CrashBeforeAnswerAsync(app, path, cancellationToken);

        var answer = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);

        (answer.Status, draft.IsComplete(answer), answer["Content-Type"]).ShouldBe((500, true, "application/problem+json"));
        app.Calls.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_endpoint_that_throws_has_answered(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        app.Answer = async (context, _) =>
        {
            await context.Response.WriteAsync("never seen");
            throw new InvalidOperationException("The test wants it.");
        };
        var path = await app.CreateAsync(draft, "hello", cancellationToken);

        var first = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);
        var again = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);

        (first.Status, draft.IsComplete(first), first.Body).ShouldBe((500, true, ""));
        (again.Status, draft.IsComplete(again), again.Body).ShouldBe((500, true, ""));
        app.Calls.Count.ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_answer_beyond_the_bound_is_sent_whole_and_not_kept(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        var content = string.Concat(Enumerable.Range(0, 3000).Select(index => $"{index:0000}"));
        await using var app = await SampleApp.StartAsync(options => options with { MaxKeptResponse = 4096 });
        app.Answer = async (context, _) =>
        {
            context.Response.ContentLength = content.Length;
            for (var at = 0; at < content.Length; at += 1000)
            {
                await context.Response.WriteAsync(content[at..(at + 1000)]);
            }
        };
        var path = await app.CreateAsync(draft, "hello", cancellationToken);

        var first = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);
        var again = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);

        (first.Status, draft.IsComplete(first)).ShouldBe((200, true));
        first.Body.ShouldBe(content);
        (again.Status, draft.IsComplete(again)).ShouldBe((500, true));
        using var problem = JsonDocument.Parse(again.Body);
        problem.RootElement.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("'200'");
        app.Calls.Count.ShouldBe(1);
    }

    private void HoldAnswers(SampleApp app) => app.Answer = async (context, call) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["X-Late"] = "yes";
            return Task.CompletedTask;
        });
        _running.SetResult();
        await _go.Task.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "text/plain";
        context.Response.Headers.Append("Set-Cookie", "a=1");
        context.Response.Headers.Append("Set-Cookie", "b=2");
        await context.Response.WriteAsync($"{call.Name} has {call.Content.Length} bytes");
    };

    // The client disconnects while the endpoint works: the endpoint continues.
    private async Task LoseAnswerAsync(SampleApp app, string request, CancellationToken cancellationToken)
    {
        using var connection = await WireConnection.OpenAsync(app.Http1, cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        await _running.Task.WaitAsync(cancellationToken);
        connection.Reset();
        await app.ClientLeftAsync(cancellationToken);
        _go.SetResult();
    }

    private static async Task<string> AnnounceAsync(
        SampleApp app, Draft draft, string content, int length, bool reset, CancellationToken cancellationToken)
    {
        using var connection = await WireConnection.OpenAsync(app.Http1, cancellationToken);
        await connection.SendAsync(
            draft.Request("POST", "/reports/may", $"{draft.Complete(true)}Content-Length: {length}\r\n") + content, cancellationToken);
        var announced = await connection.ReadAsync(cancellationToken);
        announced.Status.ShouldBe(104);
        (announced["Upload-Limit"]?.Contains(draft.Version == 6 ? "expires=" : "max-age=", StringComparison.Ordinal)).ShouldBe(
            draft.Version >= 6 ? true : null);
        (reset ? (Action)connection.Reset : connection.Close)();
        return announced["Location"].ShouldNotBeNull();
    }

    // The state that a process leaves which ends between the completion and the answer.
    private static async Task CrashBeforeAnswerAsync(SampleApp app, string path, CancellationToken cancellationToken)
    {
        var store = new FileUploadStore(app.Directory);
        var upload = (await store.GetInfoAsync(path.Split('/')[^1], cancellationToken)).ShouldNotBeNull();
        await store.UpdateAsync(upload with { Length = upload.Offset, Completion = UploadCompletion.Declared }, default);
    }
}
