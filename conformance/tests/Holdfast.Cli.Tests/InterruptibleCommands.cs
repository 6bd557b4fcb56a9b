using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Holdfast.Cli.Tests;

/// <summary>
/// Lets commands that tests start be interrupted. A test run that <c>nohup</c> or a script's <c>&amp;</c> started ignores SIGINT, every
/// process that it starts inherits that, and .NET leaves a signal ignored that was ignored when it started.
/// </summary>
[SetUpFixture]
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
public sealed class InterruptibleCommands
{
    // signal.h, everywhere.
    private const int Interrupt = 2;
    private const nint Default = 0;
    private const nint Ignored = 1;

    // In words: more than the structure of any system takes. Its first field is the handler.
    private const int ActionSize = 64;

    [OneTimeSetUp]
    public static void StopIgnoringInterrupts()
    {
        var action = new nint[ActionSize];
        if (!OperatingSystem.IsWindows() && GetAction(Interrupt, 0, action) == 0 && action[0] == Ignored)
        {
            SetHandler(Interrupt, Default);
        }
    }

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAction(int signal, nint none, nint[] action);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetHandler(int signal, nint handler);
}
