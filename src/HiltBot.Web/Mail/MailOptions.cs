namespace HiltBot.Web.Mail;

/// <summary>How the way to the mail server is kept secret.</summary>
public enum MailSecurity
{
    /// <summary>The connection turns to TLS before anything is said; without it no mail leaves.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually port 465.</summary>
    Tls,

    /// <summary>In the clear: for a mail server on the same machine.</summary>
    None,
}

/// <summary>Configuration section <c>HiltBot:Mail</c>: the server that letters are handed to.</summary>
public sealed class MailOptions
{
    public const string Section = "HiltBot:Mail";

    /// <summary>Null: no mail is sent.</summary>
    public string? Host { get; set; }

    /// <summary>Null: 465 with TLS from the first byte, 587 with StartTls, 25 in the clear.</summary>
    public int? Port { get; set; }

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>The address that letters come from.</summary>
    public string? From { get; set; }

    public int EffectivePort => Port ?? Security switch
    {
        MailSecurity.Tls => 465,
        MailSecurity.StartTls => 587,
        _ => 25,
    };
}
