using Holdfast.Server.Files;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>
/// Finds the files that a crash leaves in a store's directory: temporary files, empty descriptions, and data files without a description. A
/// data file with bytes is never removed, whatever is missing beside it.
/// </summary>
internal sealed class Leftovers(string directory, FileCalls calls)
{
    private UploadStoreException? _failure;

    /// <summary>Removes those that haven't changed since then, and returns their names.</summary>
    public IEnumerable<string> Remove(DateTime unchangedSince, CancellationToken cancellationToken)
    {
        foreach (var name in calls.Names(directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRemove(name, unchangedSince))
            {
                yield return name;
            }
        }

        if (_failure is not null)
        {
            throw _failure;
        }
    }

    private bool TryRemove(string name, DateTime unchangedSince)
    {
        try
        {
            var isLeftover = IsCandidate(name) && StateOf(name) is { } file && file.LastWrite < unchangedSince && IsUnneeded(name, file);
            if (isLeftover)
            {
                calls.Delete(PathOf(name));
            }

            return isLeftover;
        }
        catch (UploadStoreException failure)
        {
            _failure ??= failure;
            return false;
        }
    }

    // Decided by the name, since there are many files and few leftovers. A file that only looks like one of ours may belong to another
    // program.
    private static bool IsCandidate(string name) => Path.GetExtension(name) switch
    {
        ".tmp" or ".aside" or InfoFiles.Ending => UploadId.IsSafe(Stem(name)),
        _ => UploadId.IsNew(Path.GetFileName(name)) && UploadId.IsSafe(name),
    };

    private bool IsUnneeded(string name, FileState file) => Path.GetExtension(name) switch
    {
        ".tmp" or ".aside" => UploadId.IsNew(Path.GetFileName(Stem(name))) || StateOf(Stem(name) + InfoFiles.Ending) is not null,
        InfoFiles.Ending => file.Length == 0 && StateOf(Stem(name)) is null or { Length: 0 },
        _ => file.Length == 0 && StateOf(name + InfoFiles.Ending) is null or { Length: 0 },
    };

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];

    private FileState? StateOf(string name) => calls.TryAsk(PathOf(name));

    private string PathOf(string name) => Path.Combine(directory, name);
}
