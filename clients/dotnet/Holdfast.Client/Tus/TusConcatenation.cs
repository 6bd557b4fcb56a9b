using Holdfast.Client.Exchanges;
using Holdfast.Client.Uploads;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client.Tus;

/// <summary>The final upload of the extension concatenation: one request, which names the parts in order.</summary>
internal sealed class TusConcatenation(UploadJob job, IReadOnlyList<Uri> parts) : IUploadProtocol
{
    public async Task<Step> CreateAsync(CancellationToken cancellationToken)
    {
        // tus 1.0.0, Concatenation: no Upload-Length, and all metadata goes here.
        List<(string, string)> fields =
            [TusWords.Version, (TusHeaders.UploadConcat, $"final;{string.Join(' ', parts.Select(part => part.AbsoluteUri))}")];
        if (TusWords.Metadata(job.Request) is { } metadata)
        {
            fields.Add((TusHeaders.UploadMetadata, metadata));
        }

        job.Meter.Report(UploadState.Completing);
        var reply = await job.Transport.SendAsync(
            new UploadCall(HttpMethod.Post, job.Request.Endpoint) { Fields = fields, Patience = job.Options.CompletionTimeout },
            cancellationToken).ConfigureAwait(false);
        const string Action = "The concatenation (POST)";
        if (reply.Response is not { Status: >= 200 and < 300 } response)
        {
            return reply.Response is null || Statuses.IsTransient(reply.Response.Status)
                ? Statuses.Failed(Action, reply, job.Options.TimeProvider)
                : throw job.Error(UploadFailure.Refused, $"{Statuses.Problem(Action, reply)}.", reply.Response);
        }

        job.Name(UploadUrl.Resolve(reply.Url, response["Location"]) ?? throw job.Error(
            UploadFailure.ProtocolViolation,
            $"The concatenation was answered with {response.Status} and Location '{response["Location"]}', but a URL is required.",
            response));
        return new Step.Completed(response);
    }

    public Task<Step> RetrieveAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It is complete.");

    public Task<Step> AppendAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It is complete.");
}
