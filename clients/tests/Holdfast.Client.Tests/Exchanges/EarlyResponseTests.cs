using Holdfast.Client.Tests.Rigs;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Client.Tests.Exchanges;

/// <summary>Responses that come while the content is still being sent.</summary>
[CancelAfter(30_000)]
public sealed class EarlyResponseTests
{
    private const string TooLarge = "HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large";

    [TestCase(true, Reason = "The server closes the connection at once.")]
    [TestCase(false, Reason = "The server keeps it open, and reads no more.")]
    public async Task An_early_refusal_is_not_lost(bool closes, CancellationToken token)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = ScriptedServer.Start(async connection =>
        {
            if ((await connection.ReceiveRequestAsync())!.Method == "POST")
            {
                await connection.SendAsync(ScriptedUploads.Created("/files/7"), "POST");
                await connection.ReceiveHeadAsync();
            }

            await connection.ReceiveAsync(1000);
            await connection.SendAsync(TooLarge);
            if (closes)
            {
                connection.Dispose();
            }

            await over.Task.WaitAsync(connection.End);
        });
        using var client = new UploadClient(Some.Options);

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Url, new byte[50_000_000]), cancellationToken: token));

        over.SetResult();
        (failure.Reason, failure.Response!.Status).ShouldBe((UploadFailure.LimitExceeded, 413));
        failure.Message.ShouldContain("'too large'");
    }

    [Test]
    public async Task Interim_responses_without_number_are_skipped(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async connection =>
        {
            while (await connection.ReceiveRequestAsync() is { } request)
            {
                await connection.ReceiveBodyAsync(request, _ => { });
                await connection.SendAsync(string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 5000)));
                await connection.SendAsync(
                    request.Method == "POST" ? ScriptedUploads.Created("/files/7") : ScriptedUploads.At(3), request.Method);
            }
        });
        using var client = new UploadClient(Some.Options);

        var result = await client.UploadAsync(Some.Upload(server.Url, [1, 2, 3]), cancellationToken: token);

        result.Retries.ShouldBe(0);
    }

    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nlocation: /files/7\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [TestCase("HTTP/1.0 201 Created\r\nLOCATION: /files/7\r\n\r\n")]
    [TestCase("HTTP/1.1 201\r\nLocation:/files/7\r\nContent-Length: 0\r\n\r\n")]
    public async Task Every_lawful_form_of_a_response_is_read(string created, CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async connection =>
        {
            while (await connection.ReceiveRequestAsync() is { } request)
            {
                await connection.ReceiveBodyAsync(request, _ => { });
                await connection.SendAsync(
                    request.Method == "POST" ? created : "HTTP/1.1 204 No Content\r\nupload-offset: 3\r\n\r\n");
                if (request.Method == "POST" && created.StartsWith("HTTP/1.0", StringComparison.Ordinal))
                {
                    connection.Fin();
                    return;
                }
            }
        });
        using var client = new UploadClient(Some.Options);

        var result = await client.UploadAsync(Some.Upload(server.Url, [1, 2, 3]), cancellationToken: token);

        (result.Url!.AbsolutePath, result.Retries).ShouldBe(("/files/7", 0));
    }

    [Test]
    public async Task A_response_that_arrives_byte_by_byte_is_read(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async connection =>
        {
            while (await connection.ReceiveRequestAsync() is { } request)
            {
                await connection.ReceiveBodyAsync(request, _ => { });
                var answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 104 Soon\r\n\r\n" + (request.Method == "POST"
                    ? "HTTP/1.1 201 Created\r\nLocation: /files/7\r\nContent-Length: 2\r\n\r\nok"
                    : "HTTP/1.1 204 No Content\r\nUpload-Offset: 3\r\n\r\n");
                foreach (var character in answer)
                {
                    await connection.SendAsync(character.ToString());
                }
            }
        });
        using var client = new UploadClient(Some.Options);

        (await client.UploadAsync(Some.Upload(server.Url, [1, 2, 3]), cancellationToken: token)).Retries.ShouldBe(0);
    }
}
