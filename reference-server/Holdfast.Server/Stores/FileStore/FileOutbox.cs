namespace Holdfast.Server.Stores.FileStore;

/// <summary>
/// The events of uploads in the directory <c>.outbox</c> of a store: no upload's name begins with a dot, and after a restart only uploads
/// with events have to be looked at. Each upload has a directory of its own there, and each document a file.
/// </summary>
internal sealed class FileOutbox(string directory, StoreFiles files) : IOutbox
{
    // In no upload's id, so that a document of one upload isn't the directory of another, such as those of 'a' and 'a/b'.
    private const string Mark = "%";

    // How often a directory is made for a document. An attempt fails only if a removal comes between two calls.
    private const int MakingAttempts = 100;

    private readonly string _root = Path.Combine(directory, ".outbox");

    public ValueTask PutAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            files.Calls.DemandDirectory(directory);
            try
            {
                files.MakeDirectory(DirectoryOf(id));
                Write(PathOf(id, name), content.Span);
                return ValueTask.CompletedTask;
            }
            catch (UploadStoreException gone)
                when (gone is { IsFull: false, InnerException: IOException } && attempt < MakingAttempts)
            {
                // The directory was removed meanwhile, because it was empty. While it is made, the system may also say that it is there.
            }
        }
    }

    public async ValueTask<bool> TryAddAsync(string id, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        files.Calls.DemandDirectory(directory);
        if (files.Calls.TryAsk(PathOf(id, name)) is not null)
        {
            return false;
        }

        await PutAsync(id, name, content, cancellationToken);
        return true;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string id, string name, CancellationToken cancellationToken)
    {
        using var file = files.Calls.TryOpen(PathOf(id, name), FileAccess.Read);
        if (file is null)
        {
            files.Calls.DemandDirectory(directory);
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }

        var content = new byte[files.Calls.LengthOf(file)];
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(content.AsMemory(0, files.Calls.Read(file, content, 0)));
    }

    public ValueTask RemoveAsync(string id, string name, CancellationToken cancellationToken)
    {
        files.Calls.DemandDirectory(directory);
        files.Calls.Delete(PathOf(id, name));
        var empty = DirectoryOf(id);
        while (empty.Length > _root.Length && files.Calls.RemoveEmptyDirectory(empty))
        {
            empty = Path.GetDirectoryName(empty)!;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> NamesAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. Names(id).Order(StringComparer.Ordinal)]);

    public IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken) => Ids(cancellationToken).ToAsyncEnumerable();

    private List<string> Names(string id)
    {
        files.Calls.DemandDirectory(directory);
        try
        {
            return [.. Documents(DirectoryOf(id)).Where(file => file.Id.Length == 0).Select(file => file.Name)];
        }
        catch (UploadStoreException) when (!Directory.Exists(DirectoryOf(id)))
        {
            // The last document was removed meanwhile.
            return [];
        }
    }

    // The files of one directory come together, so that a look at the former one is enough.
    private IEnumerable<string> Ids(CancellationToken cancellationToken)
    {
        files.Calls.DemandDirectory(directory);
        var former = "";
        foreach (var (id, _) in Documents(_root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (id != former)
            {
                yield return former = id;
            }
        }
    }

    private IEnumerable<(string Id, string Name)> Documents(string path)
    {
        if (!Directory.Exists(path))
        {
            yield break;
        }

        foreach (var file in files.Calls.Names(path))
        {
            var slash = file.LastIndexOf('/');
            if (file.AsSpan(slash + 1).StartsWith(Mark))
            {
                yield return (slash < 0 ? "" : file[..slash], file[(slash + 1 + Mark.Length)..]);
            }
        }
    }

    // A hidden file is no document yet. What a crash leaves of it is overwritten by the next one of its name.
    private void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}");
        var isMoved = false;
        try
        {
            using (var file = files.Create(temporary))
            {
                files.Calls.Write(file, content, 0);
                files.Sync(file);
            }

            files.Calls.Move(temporary, path);
            isMoved = true;
            files.SyncNames(Path.GetDirectoryName(path)!);
        }
        finally
        {
            if (!isMoved)
            {
                files.Calls.Delete(temporary);
            }
        }
    }

    private string DirectoryOf(string id) => Path.Combine(_root, id);

    private string PathOf(string id, string name) => Path.Combine(_root, id, Mark + name);
}
