namespace Holdfast.Server.Core;

/// <summary>An observer failed before a step, or its decision can't be carried out. The request that waits for it fails.</summary>
internal sealed class ObserverException(string message, Exception? inner = null) : Exception(message, inner);
