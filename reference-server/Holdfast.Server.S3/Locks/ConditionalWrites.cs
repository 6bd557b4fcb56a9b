using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Locks;

/// <summary>
/// Tries whether a server refuses a write whose condition doesn't hold. Some refuse the condition, and some ignore it: with those two
/// servers would hold one lock.
/// </summary>
internal sealed class ConditionalWrites(LeaseObjects objects)
{
    private volatile bool _areThere;

    /// <summary>The same now if the server can be reached, and otherwise later.</summary>
    /// <exception cref="UploadStoreException">The server has no conditional writes.</exception>
    public async Task TryDemandAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DemandAsync(cancellationToken);
        }
        catch (UploadStoreException exception) when (exception.IsTransient)
        {
            // The first lock tries again.
        }
    }

    /// <summary>Tries it, once it has succeeded no more.</summary>
    /// <exception cref="UploadStoreException">The server has no conditional writes, or can't be reached.</exception>
    public async ValueTask DemandAsync(CancellationToken cancellationToken)
    {
        if (!_areThere)
        {
            await TryOutAsync(cancellationToken);
            _areThere = true;
        }
    }

    private async Task TryOutAsync(CancellationToken cancellationToken)
    {
        var key = objects.KeyOf($"probe-{Guid.NewGuid():n}");
        var state = new LeaseState(1, "probe", 0, 0);
        try
        {
            var made = await WriteAsync(key, state, inPlaceOf: null, "If-None-Match: *", cancellationToken)
                ?? throw Unfit("'If-None-Match: *' was refused for an object that did not exist");
            if (await WriteAsync(key, state, inPlaceOf: null, "If-None-Match: *", cancellationToken) is not null)
            {
                throw Unfit("'If-None-Match: *' was ignored for an object that existed");
            }

            await ReplaceAsync(key, state with { Renewals = 1 }, made.Tag, cancellationToken);
            if (await WriteAsync(key, state with { Renewals = 2 }, made.Tag, "If-Match", cancellationToken) is not null)
            {
                throw Unfit("'If-Match' was ignored for an object that had changed");
            }
        }
        finally
        {
            await RemoveAsync(key);
        }
    }

    // RFC 9110 has quotes around a tag; Ceph compares the text before version 18.
    private async Task ReplaceAsync(string key, LeaseState state, string tag, CancellationToken cancellationToken)
    {
        if (await WriteAsync(key, state, tag, "If-Match", cancellationToken) is not null)
        {
            return;
        }

        objects.TagsWithoutQuotes = true;
        if (await WriteAsync(key, state, tag, "If-Match", cancellationToken) is null)
        {
            throw Unfit("'If-Match' was refused for an object that had not changed");
        }
    }

    private async Task<StoredLease?> WriteAsync(
        string key, LeaseState state, string? inPlaceOf, string condition, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.TryWriteAsync(key, state, inPlaceOf, cancellationToken);
        }
        catch (UploadStoreException exception) when (exception.InnerException is Amazon.S3.AmazonS3Exception
        {
            StatusCode: System.Net.HttpStatusCode.NotImplemented or System.Net.HttpStatusCode.BadRequest,
        })
        {
            throw Unfit($"'{condition}' was answered with an error ({exception.InnerException.Message})");
        }
    }

    private async Task RemoveAsync(string key)
    {
        try
        {
            await objects.DeleteAsync(key, CancellationToken.None);
        }
        catch (UploadStoreException)
        {
            // The exception of the probe matters more; the sweep of leftovers removes the object.
        }
    }

    private static UploadStoreException Unfit(string what) => new(
        $"The S3 server has no conditional writes, which locks in a bucket need: {what}. Keep the locks in a Redis, or run one server "
            + "only.",
        isTransient: false);
}
