using Holdfast.Client.Tests.Rigs;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Client.Tests.Tus;

/// <summary>Answers that are rare, and answers that break the protocol.</summary>
[CancelAfter(30_000)]
public sealed class MisbehavingServerTests
{
    private static readonly byte[] Content = "0123456789"u8.ToArray();

    [TestCase("/files/7", "/files/7")]
    [TestCase("7", "/files/7")]
    [TestCase("//127.0.0.1:{port}/up/7", "/up/7")]
    [TestCase("http://127.0.0.1:{port}/a/../%7Eb%2fc?d=%41&e=f#g", "/a/../%7Eb%2fc?d=%41&e=f")]
    [TestCase("?id=7", "/files/?id=7")]
    public async Task A_location_is_used_as_the_server_wrote_it(string location, string target, CancellationToken token)
    {
        var port = "";
        await using var server = ScriptedUploads.Start(request => request.Method == "POST"
            ? ScriptedUploads.Created(location.Replace("{port}", port, StringComparison.Ordinal))
            : ScriptedUploads.At(10));
        port = $"{server.Endpoint.Port}";

        await UploadAsync(server, token);

        server.Lines.ShouldBe(["POST /files/", $"PATCH {target}"]);
    }

    [TestCase("")]
    [TestCase("/files/a b")]
    [TestCase("mailto:someone")]
    public async Task A_creation_without_a_usable_location_breaks_the_protocol(string location, CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(_ => ScriptedUploads.Created(location));

        (await FailureAsync(server, token)).Reason.ShouldBe(UploadFailure.ProtocolViolation);
    }

    [Test]
    public async Task A_failure_of_HEAD_does_not_start_over([Values(500, 502, 503, 423, 409, 429)] int status, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), null, new ServedAnswer(status), ScriptedUploads.At(4, 200).With("Upload-Length", 10),
            ScriptedUploads.At(10));

        await UploadAsync(server, token);

        server.Methods.ShouldBe(["POST", "PATCH", "HEAD", "HEAD", "PATCH"]);
        (server.Requests.Last()["Upload-Offset"], server.Requests.Last().Body).ShouldBe(("4", "456789"));
    }

    [Test]
    public async Task An_upload_that_is_gone_starts_over([Values(403, 404, 410)] int status, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), null, new ServedAnswer(status), ScriptedUploads.Created("/files/8"),
            ScriptedUploads.At(10));

        await UploadAsync(server, token);

        server.Lines.ShouldBe(["POST /files/", "PATCH /files/7", "HEAD /files/7", "POST /files/", "PATCH /files/8"]);
    }

    [Test]
    public async Task A_server_that_loses_every_upload_is_given_up(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(request => request.Method switch
        {
            "POST" => ScriptedUploads.Created("/files/7"),
            _ => new ServedAnswer(404),
        });

        (await FailureAsync(server, token)).Reason.ShouldBe(UploadFailure.Refused);
        server.Methods.Count(method => method == "POST").ShouldBe(3);
    }

    [Test]
    public async Task A_wrong_offset_is_asked_for(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), new ServedAnswer(409), ScriptedUploads.At(7, 200).With("Upload-Length", 10),
            ScriptedUploads.At(10));
        using var client = new UploadClient(Some.Options);

        await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);

        server.Requests.Last().Body.ShouldBe("789");
    }

    [Test]
    public async Task A_refusal_is_final([Values(400, 401, 403, 411, 413, 415, 501)] int status, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), new ServedAnswer(status) { Body = "not here"u8.ToArray() });

        var failure = await FailureAsync(server, token);

        failure.Reason.ShouldBe(status == 413 ? UploadFailure.LimitExceeded : UploadFailure.Refused);
        failure.Response!.Status.ShouldBe(status);
        failure.Message.ShouldContain($"PATCH was answered with {status} ('not here')");
        failure.Url!.AbsolutePath.ShouldBe("/files/7");
    }

    [Test]
    public async Task A_server_of_another_version_is_named(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(_ => new ServedAnswer(412).With("Tus-Version", "0.2.2"));

        var failure = await FailureAsync(server, token);

        (failure.Reason, failure.Message.Contains("'0.2.2'", StringComparison.Ordinal)).ShouldBe((UploadFailure.NotSupported, true));
    }

    [Test]
    public async Task Endless_failures_end_the_upload(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(_ => new ServedAnswer(503));
        using var client = new UploadClient(Some.Options with { Retry = Some.Options.Retry with { MaxAttempts = 3 } });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token));

        (failure.Reason, failure.Response!.Status, server.Requests.Count).ShouldBe((UploadFailure.RetriesExhausted, 503, 4));
    }

    [Test]
    public async Task Progress_starts_the_count_of_attempts_anew(CancellationToken token)
    {
        // Each PATCH stores one byte and fails.
        var offset = 0;
        await using var server = ScriptedUploads.Start(request => request.Method switch
        {
            "POST" => ScriptedUploads.Created("/files/7"),
            "HEAD" => ScriptedUploads.At(offset, 200).With("Upload-Length", 10),
            _ when ++offset == 10 => ScriptedUploads.At(10),
            _ => null,
        });
        using var client = new UploadClient(Some.Options with { Retry = Some.Options.Retry with { MaxAttempts = 1 } });

        var result = await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);

        result.Retries.ShouldBe(9);
    }

    [TestCase("1", 1)]
    [TestCase("0", 0)]
    public async Task The_client_waits_as_long_as_the_server_asks(string seconds, int least, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            new ServedAnswer(429).With("Retry-After", seconds), ScriptedUploads.Created("/files/7"), ScriptedUploads.At(10));
        var progress = new ProgressList();
        using var client = new UploadClient(Some.Options);
        var start = TimeProvider.System.GetTimestamp();

        await client.UploadAsync(Some.Upload(server.Endpoint, Content), progress, token);

        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(least) - TimeSpan.FromMilliseconds(50));
        progress.Reports.Single(report => report.State == UploadState.Waiting).Delay.ShouldBe(TimeSpan.FromSeconds(least));
    }

    [Test]
    public async Task A_wait_that_is_too_long_ends_the_upload(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(_ => new ServedAnswer(503).With("Retry-After", "86400"));

        var failure = await FailureAsync(server, token);

        (failure.Reason, server.Requests.Count).ShouldBe((UploadFailure.RetriesExhausted, 1));
    }

    [TestCase("11")]
    [TestCase("99999999999999999999")]
    [TestCase("-1")]
    [TestCase("0x4")]
    public async Task An_impossible_offset_of_HEAD_breaks_the_protocol(string offset, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), null, new ServedAnswer(200).With("Upload-Offset", offset).With("Upload-Length", 10));

        (await FailureAsync(server, token)).Reason.ShouldBe(UploadFailure.ProtocolViolation);
    }

    [Test]
    public async Task An_upload_of_another_length_breaks_the_protocol(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), null, ScriptedUploads.At(0, 200).With("Upload-Length", 11));

        (await FailureAsync(server, token)).Reason.ShouldBe(UploadFailure.ProtocolViolation);
    }

    [Test]
    public async Task A_server_that_stores_nothing_does_not_keep_the_client_busy(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(request => request.Method == "POST"
            ? ScriptedUploads.Created("/files/7")
            : ScriptedUploads.At(0, request.Method == "HEAD" ? 200 : 204).With("Upload-Length", 10));
        using var client = new UploadClient(Some.Options with { Retry = Some.Options.Retry with { MaxAttempts = 2 } });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token));

        (failure.Reason, server.Methods.Count(method => method == "PATCH")).ShouldBe((UploadFailure.RetriesExhausted, 3));
    }

    [Test]
    public async Task A_server_that_takes_less_than_was_sent_gets_the_rest(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            ScriptedUploads.Created("/files/7"), ScriptedUploads.At(3), ScriptedUploads.At(10));

        await UploadAsync(server, token);

        server.Requests.Last().Body.ShouldBe("3456789");
    }

    [Test]
    public async Task An_extension_that_is_needed_and_not_offered_is_named(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(
            _ => new ServedAnswer(204).With("Tus-Version", "1.0.0").With("Tus-Extension", "creation"));
        using var client = new UploadClient(Some.Options with { Checksum = new ChecksumOptions() });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token));

        failure.Reason.ShouldBe(UploadFailure.NotSupported);
        failure.Message.ShouldContain("'checksum'");
    }

    [Test]
    public async Task A_server_without_the_extension_gets_no_content_with_the_creation(
        [Values(204, 404)] int options, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            new ServedAnswer(options), ScriptedUploads.Created("/files/7"), ScriptedUploads.At(10));
        using var client = new UploadClient(Some.Options with { Creation = UploadCreation.WithContent });

        await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);

        server.Requests.Select(request => request.Body).ShouldBe(["", "", "0123456789"]);
    }

    [Test]
    public async Task A_file_that_became_shorter_ends_the_upload(CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        await using var server = ScriptedUploads.Start(_ => ScriptedUploads.Created("/files/7"));
        using var client = new UploadClient(Some.Options with
        {
            PrepareRequest = (request, _) =>
            {
                if (request.Method == HttpMethod.Patch)
                {
                    File.WriteAllBytes(Path.Combine(directory.FullName, "a"), [1, 2]);
                }

                return ValueTask.CompletedTask;
            },
        });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadFileAsync(server.Endpoint, directory.File("a", Content), cancellationToken: token));

        failure.Reason.ShouldBe(UploadFailure.SourceFailed);
        failure.Message.ShouldContain("ended after 2 bytes, but 10 were expected");
    }

    private static async Task UploadAsync(ScriptedUploads server, CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);
        await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);
    }

    private static async Task<UploadException> FailureAsync(ScriptedUploads server, CancellationToken token) =>
        await Should.ThrowAsync<UploadException>(UploadAsync(server, token));
}
