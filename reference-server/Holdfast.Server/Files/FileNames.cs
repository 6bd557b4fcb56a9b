using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace Holdfast.Server.Files;

/// <summary>
/// The files below a directory, relative to it, with slashes. A directory that can't be listed doesn't hide the others. Hidden files are
/// passed over, since no upload's name begins with a dot, and links are not followed: they could lead anywhere.
/// </summary>
internal sealed class FileNames : FileSystemEnumerator<string>
{
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
    };

    private readonly int _rootLength;
    private readonly Action<string, string>? _before;

    /// <param name="root">The directory, without a slash at its end.</param>
    /// <param name="before">Runs before a directory below it is listed.</param>
    public FileNames(string root, Action<string, string>? before)
        : base(root, Options) => (_rootLength, _before) = (root.Length, before);

    /// <summary>Why something is missing; null when nothing is.</summary>
    public Exception? Failure { get; private set; }

    protected override bool ShouldIncludeEntry(ref FileSystemEntry entry) => !entry.IsDirectory;

    protected override bool ShouldRecurseIntoEntry(ref FileSystemEntry entry)
    {
        try
        {
            _before?.Invoke("listed", entry.ToFullPath());
            return true;
        }
        catch (IOException failure)
        {
            Failure ??= failure;
            return false;
        }
    }

    protected override string TransformEntry(ref FileSystemEntry entry)
    {
        var name = Path.Join(entry.Directory[_rootLength..].TrimStart(Path.DirectorySeparatorChar), entry.FileName);
        return OperatingSystem.IsWindows() ? name.Replace('\\', '/') : name;
    }

    protected override bool ContinueOnError(int error)
    {
        Failure ??= new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        return true;
    }
}
