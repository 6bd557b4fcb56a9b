namespace Holdfast.Server.Profiling.Stacks;

/// <summary>A method in a stack.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Module">The assembly, without extension; empty for what isn't a method.</param>
internal readonly record struct StackFrame(string Name, string Module)
{
    /// <summary>The name of a method that has none: mostly a stub by which native code is called.</summary>
    public const string Unnamed = "(unknown)";

    public override string ToString() => Module.Length > 0 ? $"{Module}!{Name}" : Name;
}
