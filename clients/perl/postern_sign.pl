#!/usr/bin/perl
# Signs URLs for Postern (docs/native.md).  One file, core modules, Perl 5.14.
#
#     require './postern_sign.pl';
#     my $key = decode_json($text_of_keys_k1_jwk);
#     postern_sign($key, 'example.org', '/img/my cat.jpg', ttl => 3600);
#
# or: perl postern_sign.pl KEYFILE SITE PATH [TTL [WINDOW [FIELD...]]]
#
# SPDX-License-Identifier: ISC
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use JSON::PP qw(decode_json);
use MIME::Base64 qw(encode_base64url decode_base64url);

# $path: bytes (UTF-8), decoded, as it is on disk; one that ends in "/" opens
# all below it.  ttl, window: seconds; within one window the URL stays the same.
sub postern_sign {
	my ($key, $site, $path, %option) = @_;
	my $ttl = $option{ttl} // 3600;
	my $step = int($option{window} // $ttl / 4) || 1;
	my $expiry = int((($option{now} // time) + $ttl + $step - 1) / $step) * $step;
	my @fields = @{ $option{fields} // [] };
	push @fields, 'p' . encode_base64url($path) if $path =~ m{/\z};
	my $token = join '.', 1, $key->{kid}, $expiry, sort @fields;
	my $mac = hmac_sha256(join("\n", 'postern/1', $site, $path, $token), decode_base64url($key->{k}));
	(my $url = $path) =~ s{([^A-Za-z0-9._~/-])}{sprintf '%%%02X', ord $1}ge;
	return "$url?st=$token." . encode_base64url(substr $mac, 0, 16);
}

unless (caller) {
	my ($file, $site, $path, $ttl, $window, @fields) = @ARGV;
	open my $in, '<', $file or die "$file: $!\n";
	my $key = decode_json(join '', <$in>);
	print postern_sign($key, $site, $path, ttl => $ttl, window => $window, fields => \@fields), "\n";
}

1;
