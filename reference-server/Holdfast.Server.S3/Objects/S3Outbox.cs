using System.Runtime.CompilerServices;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>
/// The events of uploads as objects below <c>.outbox/</c>: one listing finds those that wait, however many uploads there are.
/// </summary>
internal sealed class S3Outbox(S3Calls calls, ObjectKeys keys, string bucket) : IOutbox
{
    private readonly string _prefix = keys.MetadataPrefix + ".outbox/";

    public async ValueTask PutAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await calls.WriteAsync(KeyOf(id, name), content.ToArray(), PutCondition.None, cancellationToken);

    public async ValueTask<bool> TryAddAsync(
        string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var key = KeyOf(id, name);
        return await calls.WriteAsync(key, content.ToArray(), PutCondition.New, cancellationToken) is not null

            // The answer to the first request was lost, and the second one found what the first had stored.
            || (await calls.ReadAsync(key, cancellationToken) is { } found && content.Span.SequenceEqual(found.Content));
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string id, string name, CancellationToken cancellationToken) =>
        await calls.ReadAsync(KeyOf(id, name), cancellationToken) is { } found ? found.Content : (ReadOnlyMemory<byte>?)null;

    public async ValueTask RemoveAsync(string id, string name, CancellationToken cancellationToken) =>
        await calls.DeleteAsync(S3Operation.DeleteObject, new S3Place(bucket, KeyOf(id, name)), cancellationToken);

    public async ValueTask<IReadOnlyList<string>> NamesAsync(string id, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var prefix = $"{_prefix}{id}/";
        await foreach (var (key, _) in calls.KeysAsync(prefix).WithCancellation(cancellationToken))
        {
            if (!key.AsSpan(prefix.Length).Contains('/'))
            {
                names.Add(key[prefix.Length..]);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    // S3 lists keys in order, so that a look at the former one is enough. A key with a slash may come between those of a shorter id; then
    // that id comes again, which does no harm.
    public async IAsyncEnumerable<string> IdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var former = "";
        await foreach (var (key, _) in calls.KeysAsync(_prefix).WithCancellation(cancellationToken))
        {
            var slash = key.LastIndexOf('/');
            if (slash >= _prefix.Length && key[_prefix.Length..slash] is var id && id != former)
            {
                yield return former = id;
            }
        }
    }

    private string KeyOf(string id, string name) => $"{_prefix}{id}/{name}";
}
