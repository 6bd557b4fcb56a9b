using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Checks the given uploads before any is used: an upload that is not empty would make verdicts wrong.</summary>
internal static class GivenUploadsDiscovery
{
    /// <summary>Returns the uploads, or a sentence that says which one cannot be used and why.</summary>
    public static async Task<(GivenUploads? Given, string? Unusable)> AskAsync(
        Target target, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        if (target.UploadUrls.Count == 0)
        {
            return (GivenUploads.None, null);
        }

        var uploads = new List<GivenUpload>();
        foreach (var given in target.UploadUrls)
        {
            if (WireUrl.Of(target.Url).Resolve(given) is not { } url)
            {
                return (null, $"'{given}' is not the URL of an upload. Expected http:// or https://.");
            }

            var (head, failure) = await requests.SendAsync("HEAD", url, cancellationToken);
            var length = head?.Number("Upload-Length") ?? target.UploadLength;
            if (head is not { IsSuccess: true } || head.Number("Upload-Offset") != 0 || length is null)
            {
                return (null, $"The upload '{given}' cannot be used: {failure ?? Describe(head!)}. Expected a fresh one: HEAD with "
                    + "success, 'Upload-Offset: 0', and an Upload-Length (or --upload-length).");
            }

            uploads.Add(new GivenUpload(url, length.Value));
        }

        return (new GivenUploads(uploads), null);
    }

    private static string Describe(Exchange head) =>
        $"HEAD got {head.Outcome} with Upload-Offset {Shown(head["Upload-Offset"])} and Upload-Length {Shown(head["Upload-Length"])}";

    private static string Shown(string? value) => value is null ? "absent" : $"'{value}'";
}
