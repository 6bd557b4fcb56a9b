using System.ComponentModel;
using System.Diagnostics;

namespace Holdfast.Cli.Tests.Clients;

/// <summary>Node.js, which clients from npm run under.</summary>
internal static class Node
{
    /// <summary>Skips the test where there is no Node.js.</summary>
    public static void Require()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Ignore("Node.js is not installed, and the client of this test runs under it.");
        }
    }
}
