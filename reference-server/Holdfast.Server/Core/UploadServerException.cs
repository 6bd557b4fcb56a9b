namespace Holdfast.Server.Core;

/// <summary>The server can't start as it was told to; the message is for the person who told it.</summary>
public sealed class UploadServerException(string message, Exception? inner = null) : Exception(message, inner);
