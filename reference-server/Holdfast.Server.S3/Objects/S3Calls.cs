using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// The calls of S3 that the store makes. "Not found" is a value; every other failure is an <see cref="UploadStoreException"/>. The SDK
/// repeats what may be repeated.
/// </summary>
internal sealed partial class S3Calls(IAmazonS3 client, S3StoreOptions options, S3Meter meter) : IDisposable
{
    // A hundred times as long as a call without content takes on Ceph.
    private static readonly TimeSpan QuickCall = TimeSpan.FromSeconds(3);

    /// <summary>How many connections to S3 are open at once at most.</summary>
    public int Connections =>
        ((client.Config as ClientConfig)?.MaxConnectionsPerServer ?? S3Connection.DefaultConnections)
        + (options.DisableContentHashes ? options.ConcurrentPartUploads : 0);

    // S3 takes minutes to copy or to put together gigabytes.
    private TimeSpan LongCall => options.CallTimeout * 10;

    /// <summary>Closes the connections for signed parts. The client is disposed by its owner.</summary>
    public void Dispose()
    {
        if (_signedParts.IsValueCreated)
        {
            _signedParts.Value.Dispose();
        }
    }

    private async Task<T?> FindAsync<T>(
        string operation, string what, Func<Action, CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        TimeSpan? limit = null)
        where T : class
    {
        try
        {
            return await CallAsync(operation, what, call, cancellationToken, limit);
        }
        catch (UploadStoreException missing) when (IsMissing(missing.InnerException))
        {
            return null;
        }
    }

    // S3 may take any time as long as it takes bytes, or gives some. The SDK repeats what fails, but not what gets no answer: the
    // connection may have died unnoticed, and then the next one works.
    private async Task<T> CallAsync<T>(
        string operation, string what, Func<Action, CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        var patience = limit ?? options.CallTimeout;
        var first = limit is null && patience > QuickCall ? QuickCall : patience;
        return ((await TryCallAsync(operation, what, call, first, cancellationToken)
            ?? await TryCallAsync(operation, what, call, patience, cancellationToken))
            ?? throw new UploadStoreException(
                $"S3 didn't answer within '{patience.TotalSeconds:0}' s about '{what}', twice.", isTransient: true)).Value!;
    }

    // Null when there is no answer.
    private async Task<StrongBox<T>?> TryCallAsync<T>(
        string operation, string what, Func<Action, CancellationToken, Task<T>> call, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var began = meter.CallBegins();
        using var activity = UploadActivities.AreWanted ? UploadActivities.StartCall($"s3 {operation}") : null;
        using var stalled = new CancellationTokenSource(patience, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            return Of(await call(() => stalled.CancelAfter(patience), either.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (OperationCanceledException)
        {
            UploadActivities.Fail(activity, "There was no answer in time.");
            return null;
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            UploadActivities.Fail(activity, failure.Message);
            throw new UploadStoreException($"S3 can't do what '{what}' needs: {failure.Message}", IsTransient(failure), failure);
        }
        finally
        {
            meter.CallEnds(operation, began);
        }
    }

    // If the bucket itself is missing, this says nothing about an upload.
    private static bool IsMissing(Exception? failure) =>
        failure is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } s3 && s3.ErrorCode != "NoSuchBucket";

    // The operator can correct most refusals, and networks recover. A request that S3 refuses with one of these codes is refused again;
    // any other refusal may come from a gateway or a proxy between server and S3.
    private static bool IsTransient(Exception failure) => failure is not AmazonS3Exception
    {
        StatusCode: HttpStatusCode.BadRequest,
        ErrorCode: "EntityTooLarge" or "EntityTooSmall" or "InvalidArgument" or "InvalidRequest" or "InvalidStorageClass" or "InvalidTag"
            or "KeyTooLongError" or "MetadataTooLarge",
    };

    private static string Bare(string? etag) => (etag ?? "").Trim('"');

    private static DateTimeOffset Time(DateTime? time) => new(DateTime.SpecifyKind((time ?? default).ToUniversalTime(), DateTimeKind.Utc));

    private static StrongBox<T> Of<T>(T value) => new(value);
}
