using Holdfast.Client.Tests.Rigs;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Client.Tests.Exchanges;

/// <summary>Credentials stay with the origin of the endpoint.</summary>
[CancelAfter(30_000)]
public sealed class OriginTests
{
    private static readonly byte[] Content = [1, 2, 3];

    private static UploadClientOptions Options => Some.Options with
    {
        Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer a", ["X-Api-Key"] = "b" },
        PrepareRequest = (request, _) =>
        {
            request.Headers.Add("Cookie", "c=d");
            return ValueTask.CompletedTask;
        },
    };

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_upload_on_another_origin_gets_no_credentials_unless_it_is_trusted(bool isTrusted, CancellationToken token)
    {
        await using var uploads = ScriptedUploads.Start(_ => ScriptedUploads.At(3));
        await using var server = ScriptedUploads.Start(_ => ScriptedUploads.Created(new Uri(uploads.Endpoint, "7").AbsoluteUri));
        using var client = new UploadClient(Options with { TrustedOrigins = isTrusted ? [uploads.Endpoint] : [] });

        await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);

        var (created, sent) = (server.Requests.Single(), uploads.Requests.Single());
        (created["Authorization"], created["X-Api-Key"], created["Cookie"]).ShouldBe(("Bearer a", "b", "c=d"));
        (sent["Authorization"], sent["X-Api-Key"], sent["Cookie"])
            .ShouldBe(isTrusted ? ("Bearer a", "b", "c=d") : (null, null, null));
        sent["Tus-Resumable"].ShouldBe("1.0.0");
    }

    [TestCase(307)]
    [TestCase(308)]
    public async Task A_redirect_to_another_origin_gets_no_credentials(int status, CancellationToken token)
    {
        await using var uploads = ScriptedUploads.Start(_ => ScriptedUploads.At(3));
        await using var server = ScriptedUploads.Start(request => request.Method == "POST"
            ? ScriptedUploads.Created("/files/7")
            : new ServedAnswer(status).With("Location", new Uri(uploads.Endpoint, "8").AbsoluteUri));
        using var client = new UploadClient(Options);

        await client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token);

        var sent = uploads.Requests.Single();
        (sent.Head.Method, sent.Body.Length, sent["Upload-Offset"], sent["Content-Type"])
            .ShouldBe(("PATCH", 3, "0", "application/offset+octet-stream"));
        (sent["Authorization"], sent["X-Api-Key"], sent["Cookie"]).ShouldBe((null, null, null));
    }

    [Test]
    public async Task Redirects_without_end_are_given_up(CancellationToken token)
    {
        await using var server = ScriptedUploads.Start(_ => new ServedAnswer(307).With("Location", "/files/"));
        using var client = new UploadClient(Options);

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token));

        (failure.Reason, failure.Response!.Status, server.Requests.Count).ShouldBe((UploadFailure.Refused, 307, 11));
    }

    [Test]
    public async Task Default_fields_of_HttpClient_are_not_sent_to_another_origin(CancellationToken token)
    {
        await using var uploads = ScriptedUploads.Start(_ => ScriptedUploads.At(3));
        await using var server = ScriptedUploads.Start(_ => ScriptedUploads.Created(new Uri(uploads.Endpoint, "7").AbsoluteUri));
        using var handler = UploadHttp.CreateHandler();
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Add("Authorization", "Bearer a");
        using var client = new UploadClient(http, Some.Options);

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(server.Endpoint, Content), cancellationToken: token));

        failure.Message.ShouldContain("DefaultRequestHeaders");
        uploads.Requests.ShouldBeEmpty();
    }
}
