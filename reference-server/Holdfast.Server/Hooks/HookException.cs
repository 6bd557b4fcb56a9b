namespace Holdfast.Server.Hooks;

/// <summary>A hook failed, or its response can't be used; the message is for the operator's log.</summary>
public sealed class HookException(string message, Exception? inner = null) : Exception(message, inner);
