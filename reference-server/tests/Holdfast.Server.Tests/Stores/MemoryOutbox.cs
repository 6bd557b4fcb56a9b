using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>The outbox of <see cref="MemoryUploadStore"/>s.</summary>
internal sealed class MemoryOutbox(MemoryPlace place) : IOutbox
{
    public ValueTask PutAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            place.Documents[(id, name)] = content.ToArray();
            return default;
        }
    }

    public ValueTask<bool> TryAddAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return ValueTask.FromResult(place.Documents.TryAdd((id, name), content.ToArray()));
        }
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string id, string name, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return ValueTask.FromResult(
                place.Documents.TryGetValue((id, name), out var content) ? content : (ReadOnlyMemory<byte>?)null);
        }
    }

    public ValueTask RemoveAsync(string id, string name, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            place.Documents.Remove((id, name));
            return default;
        }
    }

    public ValueTask<IReadOnlyList<string>> NamesAsync(string id, CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<string>>(
                [.. place.Documents.Keys.Where(key => key.Id == id).Select(key => key.Name).Order(StringComparer.Ordinal)]);
        }
    }

    public IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken)
    {
        lock (place.Gate)
        {
            return place.Documents.Keys.Select(key => key.Id).Distinct().ToList().ToAsyncEnumerable();
        }
    }
}
