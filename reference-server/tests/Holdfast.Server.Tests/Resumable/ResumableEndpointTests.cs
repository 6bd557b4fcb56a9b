using Holdfast.Server.Core;
using Holdfast.Server.Resumable;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Resumable;

public sealed class ResumableEndpointTests
{
    [TestCaseSource(typeof(Draft), nameof(Draft.All))]
    [CancelAfter(20_000)]
    public async Task An_endpoint_sees_one_request_however_it_was_sent(int version, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var app = await SampleApp.StartAsync();
        const string Fields = "Content-Type: text/csv\r\nX-Trace: 1\r\nX-Trace: 2\r\n";

        var whole =
            await app.AskAsync(draft.Creation(isComplete: true, "hello world", Fields, path: "/reports/ma%20y?year=26"), cancellationToken);
        var path = await app.CreateAsync(draft, "hello", cancellationToken, Fields, "/reports/ma%20y?year=26");
        (await app.AskAsync(draft.Append(path, 5, isComplete: false, " wo"), cancellationToken)).Status.ShouldBe(version <= 6 ? 201 : 204);
        app.Calls.Count.ShouldBe(1, "an incomplete upload is nothing for the endpoint");
        var last = await app.AskAsync(draft.Append(path, 8, isComplete: true, "rld"), cancellationToken);

        foreach (var answer in new[] { whole, last })
        {
            (answer.Status, draft.IsComplete(answer), answer["Content-Type"], answer.Body).ShouldBe(
                (202, true, "text/plain", "ma y has 11 bytes"));
            answer["Upload-Offset"].ShouldBe(version <= 6 ? "11" : null);
        }

        app.Calls.Count.ShouldBe(2);
        foreach (var call in app.Calls)
        {
            (call.Method, call.Target, call.Length, call.Content).ShouldBe(("POST", "/reports/ma%20y?year=26", 11, "hello world"));
            (call.Headers["Content-Type"], call.Headers["X-Trace"], call.Headers["Host"]).ShouldBe(("text/csv", "1,2", "example.test"));
            call.Headers.Keys.ShouldNotContain(name => name.StartsWith("Upload-", StringComparison.Ordinal));
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_request_is_one_too([Values] bool isCareful, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();

        var answer = await app.AskAsync(
            isCareful ? draft.Append(await app.CreateAsync(draft, "", cancellationToken), 0, isComplete: true, "")
                : draft.Creation(isComplete: true, "", path: "/reports/may"),
            cancellationToken);

        (answer.Status, answer.Body).ShouldBe((202, "may has 0 bytes"));
        app.Calls.ShouldHaveSingleItem().Length.ShouldBe(0);
    }

    [TestCase("")]
    [TestCase("Upload-Complete: ?1\r\n")]
    [TestCase("Upload-Draft-Interop-Version: 99\r\nUpload-Complete: ?1\r\n")]
    [TestCase("Upload-Draft-Interop-Version: 10\r\n")]
    [TestCase("Upload-Draft-Interop-Version: 10\r\nUpload-Complete: 1\r\n")]
    [CancelAfter(20_000)]
    public async Task A_request_that_asks_for_nothing_passes_untouched(string fields, CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync();

        var answer =
            await app.AskAsync($"POST /reports/may HTTP/1.1\r\nHost: a\r\n{fields}Content-Length: 5\r\n\r\nhello", cancellationToken);

        (answer.Status, answer.Body, answer["Upload-Complete"]).ShouldBe((202, "may has 5 bytes", null));
        string.Join("\r\n",
            app.Calls.ShouldHaveSingleItem().Headers.Where(field => field.Key.StartsWith("Upload-", StringComparison.Ordinal))
            .OrderBy(field => field.Key).Select(field => $"{field.Key}: {field.Value}")).ShouldBe(
            string.Join("\r\n", fields.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order()));
        Directory.EnumerateFileSystemEntries(app.Directory).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_ordinary_request_is_not_buffered(CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync();
        using var connection = await WireConnection.OpenAsync(app.Http1, cancellationToken);
        await connection.SendAsync("POST /live HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello", cancellationToken);

        var first = await app.Arrived.Reader.ReadAsync(cancellationToken);
        await connection.SendAsync("world", cancellationToken);

        first.ShouldBe("hello");
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_that_may_not_be_resumed_is_an_ordinary_request(CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync(options => options with
        {
            Applies = context => context.Request.Path != "/reports/may",
        });
        using var connection = await WireConnection.OpenAsync(app.Http1, cancellationToken);
        await connection.SendAsync(new Draft(10).Creation(isComplete: true, "hello", path: "/reports/may"), cancellationToken);

        var answer = await connection.ReadAsync(cancellationToken);

        (answer.Status, answer["Upload-Complete"]).ShouldBe((202, null), "no 104 before it");
        Directory.EnumerateFileSystemEntries(app.Directory).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task OPTIONS_tells_the_limits_and_leaves_the_rest_to_routing(CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync(options => options with { MaxSize = 1000 });

        var answer = await app.AskAsync(new Draft(10).Request("OPTIONS", "/reports/may"), cancellationToken);
        var ofUpload = await app.AskAsync(
            new Draft(10).Request("OPTIONS", await app.CreateAsync(new Draft(10), "", cancellationToken)), cancellationToken);
        var preflight = await app.AskAsync(
            new Draft(10).Request("OPTIONS", "/reports/may", "Origin: http://a\r\nAccess-Control-Request-Method: POST\r\n"),
            cancellationToken);

        (answer.Status, answer["Allow"], answer["Upload-Limit"]).ShouldBe((204, "POST", "max-size=1000, min-size=0, max-age=86400"));
        (ofUpload.Status, ofUpload["Upload-Limit"]).ShouldBe((204, answer["Upload-Limit"]));
        (preflight.Status, preflight["Upload-Limit"]).ShouldBe((405, null));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Options_that_make_no_sense_are_told_at_once()
    {
        using var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        var options = new ResumableUploadOptions { Store = new FileUploadStore(directory.FullName) };

        Should.Throw<ArgumentException>(() => app.UseResumableUploads(options with { UploadsPath = "/" })).Message.ShouldContain("'/'");
        Should.Throw<ArgumentOutOfRangeException>(() => app.UseResumableUploads(options with { MaxKeptResponse = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => app.UseResumableUploads(options with { MaxSize = -1 }));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_form_arrives_as_a_form(CancellationToken cancellationToken)
    {
        const string Form = "--cut\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.txt\"\r\n\r\nhello\r\n--cut--\r\n";
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path =
            await app.CreateAsync(draft, Form[..50], cancellationToken, "Content-Type: multipart/form-data; boundary=cut\r\n", "/forms");

        var answer = await app.AskAsync(draft.Append(path, 50, isComplete: true, Form[50..]), cancellationToken);

        answer.Status.ShouldBe(200);
        (await app.Arrived.Reader.ReadAsync(cancellationToken)).ShouldBe("a.txt has 5 bytes");
    }

    [TestCase("/json", "{\"title\":\"May\"}", "May")]
    [TestCase("/pipe", "hello", "hello")]
    [CancelAfter(20_000)]
    public async Task Parameters_are_bound_from_the_whole(
        string endpoint, string content, string bound, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, content[..3], cancellationToken, "Content-Type: application/json\r\n", endpoint);

        var answer = await app.AskAsync(draft.Append(path, 3, isComplete: true, content[3..]), cancellationToken);

        answer.Status.ShouldBe(200);
        (await app.Arrived.Reader.ReadAsync(cancellationToken)).ShouldBe(bound);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_final_RFC_has_no_version_if_the_application_says_so([Values] bool isAssumed, CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync(options => options with { Ietf = new IetfOptions { AssumeFinalRfc = isAssumed } });

        var answer = await app.AskAsync(
            "POST /reports/may HTTP/1.1\r\nHost: a\r\nUpload-Complete: ?0\r\nContent-Length: 5\r\n\r\nhello", cancellationToken);

        (answer.Status, answer["Upload-Offset"], app.Calls.Count).ShouldBe(isAssumed ? (201, "5", 0) : (202, null, 1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_expired_upload_is_removed_with_its_answer(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await SampleApp.StartAsync(options => options with { TimeProvider = clock });
        var unfinished = await app.CreateAsync(draft, "hello", cancellationToken);
        var finished = await app.CreateAsync(draft, "hello", cancellationToken);
        await app.AskAsync(draft.Append(finished, 5, isComplete: true, ""), cancellationToken);

        clock.SetUtcNow(clock.GetUtcNow().AddHours(2));

        (await app.AskAsync(draft.Request("HEAD", unfinished), cancellationToken)).Offset.ShouldBe(5);
        (await app.AskAsync(draft.Append(finished, 5, isComplete: true, ""), cancellationToken)).Status.ShouldBeOneOf(404, 410);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_limit_holds_before_the_endpoint_runs(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options with { MaxSize = 10 });

        var refused = await app.AskAsync(draft.Creation(isComplete: true, "hello world", path: "/reports/may"), cancellationToken);

        (refused.Status, draft.IsComplete(refused), refused["Content-Type"]).ShouldBe((413, false, "application/problem+json"));
        app.Calls.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cancelled_upload_is_gone_and_never_reaches_the_endpoint(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync();
        var path = await app.CreateAsync(draft, "hello", cancellationToken);

        var cancelled = await app.AskAsync(draft.Request("DELETE", path), cancellationToken);
        var after = await app.AskAsync(draft.Append(path, 5, isComplete: true, ""), cancellationToken);

        (cancelled.Status, after.Status).ShouldBe((204, 404));
        app.Calls.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(app.Directory).ShouldBeEmpty();
    }
}
