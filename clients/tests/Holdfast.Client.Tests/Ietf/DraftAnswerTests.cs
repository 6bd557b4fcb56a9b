using Holdfast.Client.Tests.Rigs;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Client.Tests.Ietf;

/// <summary>Responses of the draft that are rare, misleading or wrong.</summary>
[CancelAfter(30_000)]
public sealed class DraftAnswerTests
{
    private static readonly byte[] Content = "0123456789"u8.ToArray();

    private static UploadClientOptions Draft => Some.Options with { Protocol = UploadProtocol.Ietf };

    private static UploadClientOptions Optimistic => Draft with { Creation = UploadCreation.WithContent };

    private static ServedAnswer Created => new ServedAnswer(201).With("Location", "/up/7").With("Upload-Complete", "?0");

    private static ServedAnswer Done => new ServedAnswer(200).With("Upload-Complete", "?1");

    private static ServedAnswer Appended => new ServedAnswer(204).With("Upload-Complete", "?0");

    [Test]
    public async Task A_success_to_the_whole_content_without_Upload_Complete_is_final(CancellationToken token)
    {
        // As a server answers that does not know the draft: its Location is no upload resource.
        await using var server = ScriptedUploads.Answering(new ServedAnswer(201).With("Location", "/photos/7"));

        var result = await UploadAsync(server, Optimistic, token);

        server.Lines.ShouldBe(["POST /files/"]);
        (result.Url, result.Response!["Location"]).ShouldBe((null, "/photos/7"));
    }

    [Test]
    public async Task A_success_to_the_last_append_without_Upload_Complete_is_final(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, new ServedAnswer(200) { Body = "done"u8.ToArray() });

        var result = await UploadAsync(server, Draft, token);

        result.Response!.Body.ToArray().ShouldBe("done"u8.ToArray());
        server.Methods.ShouldBe(["POST", "PATCH"]);
    }

    [Test]
    public async Task The_targets_own_failure_ends_the_upload([Values(400, 422, 500, 503)] int status, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, new ServedAnswer(status).With("Upload-Complete", "?1"));

        var failure = await Should.ThrowAsync<UploadException>(UploadAsync(server, Draft, token));

        (failure.Reason, failure.Response!.Status, server.Requests.Count).ShouldBe((UploadFailure.Refused, status, 2));
    }

    [Test]
    public async Task A_success_that_is_incomplete_is_completed_by_an_empty_append(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, Appended, Done);

        await UploadAsync(server, Draft, token);

        var last = server.Requests.Last();
        (last["Upload-Offset"], last["Upload-Complete"], last.Body).ShouldBe(("10", "?1", ""));
    }

    [Test]
    public async Task The_offset_of_a_success_wins_over_what_was_sent(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, Appended.With("Upload-Offset", 6), Done);

        await UploadAsync(server, Draft, token);

        server.Requests.Last().Body.ShouldBe("6789");
    }

    [TestCase("6.0")]
    [TestCase("\"6\"")]
    [TestCase("-6")]
    [TestCase("6, 6")]
    public async Task An_offset_of_another_type_counts_as_missing(string offset, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, Appended.With("Upload-Offset", offset), Done);

        await UploadAsync(server, Draft with { ChunkSize = 4 }, token);

        server.Requests.Last()["Upload-Offset"].ShouldBe("4");
    }

    [TestCase("max-append-size=4", "0123 4567 89")]
    [TestCase("max-append-size=4, min-append-size=2, future=?1", "0123 4567 89")]
    [TestCase("max-append-size=4.0", "0123456789", Reason = "Not an integer: the whole field is ignored.")]
    [TestCase("max-append-size=4, max-size=?1", "0123456789")]
    [TestCase("max-append-size", "0123456789")]
    [TestCase("max-append-size=4;;", "0123456789")]
    [TestCase("min-size=0", "0123456789")]
    public async Task Limits_of_the_creation_hold_for_appends(string limits, string bodies, CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(request => request.Method == "POST" ? Created.With("Upload-Limit", limits)
            : request["Upload-Complete"] == "?1" ? Done : Appended);

        await UploadAsync(server, Draft, token);

        server.Requests.Skip(1).Select(request => request.Body).ShouldBe(bodies.Split(' '));
    }

    [TestCase(6L, "012345 6789")]
    [TestCase(3L, "0123 4567 89", Reason = "The chunk size of the options is large enough.")]
    public async Task An_append_has_at_least_the_minimum_but_the_last(long least, string bodies, CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(request => request.Method == "POST"
            ? Created.With("Upload-Limit", $"min-append-size={least}")
            : request["Upload-Complete"] == "?1" ? Done : Appended);

        await UploadAsync(server, Draft with { ChunkSize = 4 }, token);

        server.Requests.Skip(1).Select(request => request.Body).ShouldBe(bodies.Split(' '));
    }

    [Test]
    public async Task A_stream_of_unknown_length_obeys_the_minimum(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(request => request.Method == "POST"
            ? Created.With("Upload-Limit", "min-append-size=6, max-append-size=7")
            : request["Upload-Complete"] == "?1" ? Done : Appended);
        using var client = new UploadClient(Draft);
        using var stream = new OneWayStream(Content, piece: 1);

        await client.UploadAsync(
            new UploadRequest { Endpoint = server.Endpoint, Source = UploadSource.FromStream(stream) }, cancellationToken: token);

        server.Requests.Skip(1).Select(request => request.Body).ShouldBe(["0123456", "789"]);
    }

    [Test]
    public async Task After_413_the_client_keeps_to_the_limits_that_came_with_it(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            Created, new ServedAnswer(413).With("Upload-Complete", "?0").With("Upload-Limit", "max-append-size=5"),
            new ServedAnswer(204).With("Upload-Offset", 0).With("Upload-Complete", "?0"), Appended, Done);

        await UploadAsync(server, Draft, token);

        server.Requests.Select(request => request.Body).ShouldBe(["", "0123456789", "", "01234", "56789"]);
    }

    [Test]
    public async Task After_409_the_offset_is_retrieved(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            Created, new ServedAnswer(409).With("Upload-Complete", "?0"),
            new ServedAnswer(204).With("Upload-Offset", 8).With("Upload-Complete", "?0"), Done);

        await UploadAsync(server, Draft, token);

        server.Requests.Last().Body.ShouldBe("89");
    }

    [Test]
    public async Task An_upload_that_is_too_large_is_cancelled(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created.With("Upload-Limit", "max-size=9"), new ServedAnswer(204));

        var failure = await Should.ThrowAsync<UploadException>(UploadAsync(server, Draft, token));

        failure.Reason.ShouldBe(UploadFailure.LimitExceeded);
        server.Lines.ShouldBe(["POST /files/", "DELETE /up/7"]);
    }

    [Test]
    public async Task An_upload_that_vanished_after_its_last_byte_has_an_unknown_outcome(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(Created, null, new ServedAnswer(404));

        var failure = await Should.ThrowAsync<UploadException>(UploadAsync(server, Draft, token));

        (failure.Reason, server.Requests.Count).ShouldBe((UploadFailure.OutcomeUnknown, 3));
    }

    [Test]
    public async Task An_upload_that_vanished_before_its_last_byte_starts_over(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            Created, Appended, null, new ServedAnswer(404), Created, Appended, Appended, Done);

        await UploadAsync(server, Draft with { ChunkSize = 4 }, token);

        server.Methods.ShouldBe(["POST", "PATCH", "PATCH", "HEAD", "POST", "PATCH", "PATCH", "PATCH"]);
    }

    [Test]
    public async Task A_complete_upload_whose_response_is_lost_is_complete(CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(
            Created, null, new ServedAnswer(204).With("Upload-Offset", 10).With("Upload-Complete", "?1"), new ServedAnswer(410));

        (await UploadAsync(server, Draft, token)).Response.ShouldBeNull();
    }

    [TestCase("/up/7", "10", 10, "HEAD /up/7")]
    [TestCase("http://127.0.0.1:{port}/up/7", "10", 10, "HEAD /up/7")]
    [TestCase("/up/7", "9", 10, null, Reason = "Another interop version.")]
    [TestCase("/up/7", null, 10, null, Reason = "No interop version.")]
    public async Task Only_a_104_of_the_same_version_names_the_upload(
        string location, string? version, int own, string? next, CancellationToken token)
    {
        var lines = new List<string>();
        var port = 0;
        await using var server = ScriptedServer.Start(async connection =>
        {
            var request = (await connection.ReceiveRequestAsync())!;
            lock (lines)
            {
                lines.Add($"{request.Method} {request.Target}");
            }

            if (request.Method == "POST")
            {
                var field = version is null ? "" : $"Upload-Draft-Interop-Version: {version}\r\n";
                await connection.SendAsync(
                    $"HTTP/1.1 104 Upload Resumption Supported\r\n{field}Location: {location.Replace("{port}", $"{port}")}\r\n\r\n");
                await connection.ReceiveAsync(1000);
                connection.Reset();
            }
            else
            {
                await connection.SendAsync(new ServedAnswer(400).With("Connection", "close"), request.Method);
            }
        });
        port = server.Url.Port;
        using var client = new UploadClient(Optimistic with { InteropVersion = own });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Url, new byte[20_000_000]), cancellationToken: token));

        lines.ShouldBe(next is null ? ["POST /files/"] : ["POST /files/", next]);
        failure.Reason.ShouldBe(next is null ? UploadFailure.OutcomeUnknown : UploadFailure.Refused);
    }

    [Test]
    public async Task A_flood_of_104_is_survived_and_its_offsets_are_progress(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async connection =>
        {
            var request = (await connection.ReceiveRequestAsync())!;
            for (var offset = 1; offset <= 5000; offset++)
            {
                await connection.SendAsync(
                    $"HTTP/1.1 104 Go On\r\nUpload-Draft-Interop-Version: 10\r\nLocation: /up/7\r\nUpload-Offset: {offset}\r\n\r\n");
            }

            await connection.ReceiveBodyAsync(request, _ => { });
            await connection.SendAsync(Done, "POST");
        });
        using var client = new UploadClient(Optimistic);
        var progress = new ProgressList();

        var result = await client.UploadAsync(Some.Upload(server.Url, new byte[100_000]), progress, token);

        (result.Retries, result.Url!.AbsolutePath).ShouldBe((0, "/up/7"));
        progress.Reports.Last().BytesStored.ShouldBeGreaterThanOrEqualTo(5000);
    }

    [TestCase("max-size=1000", "DELETE /up/7", UploadFailure.LimitExceeded)]
    [TestCase("max-append-size=1000", "HEAD /up/7", UploadFailure.Refused)]
    public async Task Limits_of_a_104_stop_the_creation(string limits, string next, UploadFailure reason, CancellationToken token)
    {
        var lines = new List<string>();
        await using var server = ScriptedServer.Start(async connection =>
        {
            var request = (await connection.ReceiveRequestAsync())!;
            lock (lines)
            {
                lines.Add($"{request.Method} {request.Target}");
            }

            if (request.Method == "POST")
            {
                await connection.SendAsync(
                    $"HTTP/1.1 104 Go On\r\nUpload-Draft-Interop-Version: 10\r\nLocation: /up/7\r\nUpload-Limit: {limits}\r\n\r\n");
                await connection.DrainAsync();
            }
            else
            {
                await connection.SendAsync(new ServedAnswer(400).With("Connection", "close"), request.Method);
            }
        });
        using var client = new UploadClient(Optimistic);

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Url, new byte[50_000_000]), cancellationToken: token));

        failure.Reason.ShouldBe(reason);
        lines.ShouldBe(["POST /files/", next]);
    }

    [Test]
    public async Task An_early_response_of_the_target_is_not_lost(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async connection =>
        {
            await connection.ReceiveRequestAsync();
            await connection.ReceiveAsync(1000);
            await connection.SendAsync("HTTP/1.1 400 Bad\r\nUpload-Complete: ?1\r\nContent-Length: 4\r\nConnection: close\r\n\r\nno!!");
        });
        using var client = new UploadClient(Optimistic);

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Url, new byte[50_000_000]), cancellationToken: token));

        (failure.Response!.Status, failure.Response["Upload-Complete"]).ShouldBe((400, "?1"));
    }

    [Test]
    public async Task A_broken_optimistic_creation_is_repeated_only_if_the_caller_allows_it(
        [Values] bool mayRepeat, CancellationToken token)
    {
        await using var server = ScriptedUploads.Answering(null, Done);

        var uploading = UploadAsync(server, Optimistic with { RepeatCreation = mayRepeat }, token);
        if (mayRepeat)
        {
            (await uploading).Retries.ShouldBe(1);
        }
        else
        {
            (await Should.ThrowAsync<UploadException>(uploading)).Reason.ShouldBe(UploadFailure.OutcomeUnknown);
        }

        server.Requests.Count.ShouldBe(mayRepeat ? 2 : 1);
    }

    [TestCase(9, false)]
    [TestCase(10, true)]
    public async Task After_its_lifetime_an_upload_is_accessed_only_by_versions_that_let_clients_probe(
        int version, bool probes, CancellationToken token)
    {
        var store = new MemoryUrlStore();
        await using var server = ScriptedUploads.Start(request => request.Method switch
        {
            "POST" => Created,
            "HEAD" => new ServedAnswer(404),
            _ => Done,
        });
        var request = Some.Upload(server.Endpoint, Content, "content");
        await store.SaveAsync(
            $"Ietf {server.Endpoint.AbsoluteUri} content",
            new StoredUpload(new Uri(server.Endpoint, "old").AbsoluteUri, DateTimeOffset.UnixEpoch), token);
        using var client = new UploadClient(Draft with { InteropVersion = version, UrlStore = store });

        await client.UploadAsync(request, cancellationToken: token);

        server.Methods.ShouldBe(probes ? ["HEAD", "POST", "PATCH"] : ["POST", "PATCH"]);
    }

    private static async Task<UploadResult> UploadAsync(ScriptedUploads server, UploadClientOptions options, CancellationToken token)
    {
        using var client = new UploadClient(options);
        return await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);
    }
}
