/** Who a person is: accounts, passwords and tokens. {@link dev.parley.example.account.Accounts} is the way in. */
@NullMarked
package dev.parley.example.account;

import org.jspecify.annotations.NullMarked;
