using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.Hooks.Http.HookServer;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>Retries, limits and failures over HTTP (tusd-parity, 3.5).</summary>
[CancelAfter(30_000)]
public sealed class HttpHookFaultTests : HttpHookFixture
{
    [TestCase(2, 201, 3)]
    [TestCase(3, 500, 3)]
    public async Task Statuses_from_500_on_are_tried_again(int failures, int status, int calls, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        var left = failures;
        Hooks.Answers = call => Task.FromResult(
            call.Type == "pre-create" && Interlocked.Decrement(ref left) >= 0 ? Status(503, "busy") : Ok("{}"));

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        response.Status.ShouldBe(status);
        Hooks.Calls.Count(call => call.Type == "pre-create").ShouldBe(calls);
    }

    [TestCase(400)]
    [TestCase(429)]
    [TestCase(304)]
    public async Task Other_statuses_fail_the_hook_at_once(int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Hooks.Answers = _ => Task.FromResult(Status(status, status == 304 ? "" : "no"));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);

        Hooks.Calls.Count.ShouldBe(1);
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
        log.Errors.ShouldContain(error => error.Contains($"The hook at '{Hooks.Url}' failed. ", StringComparison.Ordinal)
            && error.Contains(reason, StringComparison.Ordinal));
        Answer("{}");
        await site.CreateAsync(5, cancellationToken);
    }

    [Test]
    public async Task A_response_that_breaks_off_fails_the_hook([Values] bool hasHead, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        Hooks.Answers = _ => Task.FromResult(hasHead ? Ok("{   }").Replace("}", "", StringComparison.Ordinal) : "HTTP/1.1 2");

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
        Hooks.Answers = _ => never.Task;

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
        Hooks.Dispose();

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
        Hooks.Answers = _ => Task.FromResult(Ok("{}", field));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(status);
    }
}
