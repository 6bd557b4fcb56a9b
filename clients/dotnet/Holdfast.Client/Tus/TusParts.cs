using Holdfast.Client.Exchanges;
using Holdfast.Client.Sources;
using Holdfast.Client.Uploads;

namespace Holdfast.Client.Tus;

/// <summary>Uploads the parts of one file at the same time, then has the server concatenate them (tus 1.0.0, Concatenation).</summary>
internal sealed class TusParts(UploadJob whole, TusServers servers, UploadTransport transport, string? fingerprint)
{
    public async Task<UploadResponse?> RunAsync(CancellationToken cancellationToken)
    {
        var parts = Split(whole.Reader.Length!.Value, whole.Options.ParallelUploads).Select(Part).ToList();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(parts.Select(part => RunAsync(part, ending))).ConfigureAwait(false);
        var response = await new UploadRun(whole, new TusConcatenation(whole, [.. parts.Select(part => part.Url!)]))
            .RunAsync(cancellationToken).ConfigureAwait(false);
        whole.IsResumed = parts.Exists(part => part.IsResumed);
        foreach (var part in parts)
        {
            await part.ForgetAsync(cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <summary>Start and length of each part; they differ by a byte at most.</summary>
    internal static IEnumerable<(long Start, long Length)> Split(long length, int count)
    {
        for (var part = 0; part < count; part++)
        {
            var (start, end) = (Bound(part), Bound(part + 1));
            if (end > start)
            {
                yield return (start, end - start);
            }
        }

        long Bound(int part) => (length / count * part) + Math.Min(part, length % count);
    }

    private UploadJob Part((long Start, long Length) range) => new(
        whole.Request, whole.Options, new RangeReader(whole.Reader, range.Start, range.Length), transport, whole.Meter,
        fingerprint is null ? null : $"{fingerprint} part {range.Start}+{range.Length}");

    // If one part fails, the others stop; they stay resumable. Their URLs are needed until the whole exists.
    private async Task RunAsync(UploadJob part, CancellationTokenSource ending)
    {
        try
        {
            await new UploadRun(part, new TusUpload(part, servers, isPart: true)) { KeepsUrl = true }.RunAsync(ending.Token)
                .ConfigureAwait(false);
        }
        catch (UploadException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
