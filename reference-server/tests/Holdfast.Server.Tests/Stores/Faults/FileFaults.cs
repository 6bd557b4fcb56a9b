using Holdfast.Server.Files;

namespace Holdfast.Server.Tests;

/// <summary>File calls of which one, or all from one on, fail as the operating system would let them.</summary>
internal sealed class FileFaults
{
    private const int Full = 28;

    // A full disk lets files be read and removed.
    private static readonly string[] NeedsRoom = ["made", "written", "copied", "locked"];

    private readonly Lock _gate = new();
    private Func<Exception>? _error;
    private int _at;
    private bool _once;

    public FileFaults() => Calls = new FileCalls((done, _) => Before(done));

    public FileCalls Calls { get; }

    /// <summary>How many calls there were from the last <see cref="FailAt"/> until <see cref="Heal"/>.</summary>
    public int Reached { get; private set; }

    /// <summary>How many calls there were since the last <see cref="FailAt"/>.</summary>
    public int Count { get; private set; }

    public void FailAt(int call, Func<Exception> error, bool once)
    {
        lock (_gate)
        {
            (_error, _at, _once, Count) = (error, call, once, 0);
        }
    }

    /// <summary>The cause is gone.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            (_error, Reached) = (null, Count);
        }
    }

    public static Exception NoSpace() => new IOException("No space left on device", Full);

    public static Exception NoPermission() => new UnauthorizedAccessException("Permission denied");

    public static Exception InputOutputError() => new IOException("Input/output error", 5);

    public static Exception NoDirectory() => new DirectoryNotFoundException("No such file or directory");

    private void Before(string done)
    {
        lock (_gate)
        {
            Count++;
            if (_error is not null && (_once ? Count == _at : Count >= _at))
            {
                var error = _error();
                if (error.HResult != Full || _once || NeedsRoom.Contains(done))
                {
                    throw error;
                }
            }
        }
    }
}
