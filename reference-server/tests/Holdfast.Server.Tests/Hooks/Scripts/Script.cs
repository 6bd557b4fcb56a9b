using System.Diagnostics;

namespace Holdfast.Server.Tests.Hooks.Scripts;

/// <summary>Writes programs for a shell.</summary>
internal static class Script
{
    /// <summary>Writes a program into the place of what is there.</summary>
    public static void Write(string path, string script, string permissions = "755")
    {
        // Another test may start a process just now, which would inherit the file, open for writing, and a file that is open for writing
        // can't be run. The shell writes it, so that no descriptor of this process is involved.
        using var shell = Process.Start(
            "sh",
            [
                "-c", "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1.new\" && chmod $3 \"$1.new\" && mv \"$1.new\" \"$1\"", "sh", path, script,
                permissions,
            ]);
        shell.WaitForExit();
    }
}
